// What has to be scrolled can be reached by keyboard: while it is larger than its box, and only then, a box takes the focus. Some
// browsers do so by themselves (https://developer.chrome.com/blog/keyboard-focusable-scrollers), others do not.
if (!window.scrollersReached) {
  window.scrollersReached = true;
  const BOXES = ".compare-box, .sheet-box, .numbers-result, .said, .typed, .held pre, .stages .edge, .program-rows .row > div, .katex-display";
  let asked = false;
  const reach = () => {
    asked = false;
    for (const box of document.querySelectorAll(BOXES)) {
      const style = getComputedStyle(box), scrolls = (overflow) => overflow === "auto" || overflow === "scroll";
      const over = (scrolls(style.overflowX) && box.scrollWidth > box.clientWidth)
        || (scrolls(style.overflowY) && box.scrollHeight > box.clientHeight);
      if (over !== box.hasAttribute("tabindex")) box.toggleAttribute("tabindex", over);
      if (over) box.tabIndex = 0;
    }
  };
  const SOON = 50, AT_LAST = 500;  // ms; a step's frame comes first, but a busy page is never idle
  const idle = window.requestIdleCallback ? (later) => requestIdleCallback(later, { timeout: AT_LAST }) : (later) => setTimeout(later, SOON);
  const soon = () => {
    if (!asked) idle(reach);
    asked = true;
  };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  window.addEventListener("resize", soon);
  soon();
}
