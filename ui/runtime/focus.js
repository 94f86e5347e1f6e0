// Focus that goes with what is taken away. Streamlit 1.67 removes a pressed button that has done its work, or disables it, and the
// browser then drops the focus to the body: Tab would begin at the top of the page. Here it goes to what stands in its place: what
// says so (data-takes-focus), else the first control of the nearest part of the page that is still there. It reads no text.
// May go when Streamlit moves the focus itself.
if (!window.focusStays) {
  window.focusStays = true;
  const CONTROLS = "button, a[href], input, select, textarea, summary, [tabindex='0']";
  let last = null, around = [];
  const usable = (element) => !element.disabled && element.checkVisibility({ visibilityProperty: true });
  const chain = (element) => {
    const found = [];
    for (let part = element.parentElement; part; part = part.parentElement) if (/\bst-key-/.test(part.className)) found.push(part);
    return found;
  };
  const look = () => {
    if (!last || (last.isConnected && !last.disabled)) return;
    const now = document.activeElement;
    if (now && now !== document.body && now !== last) { last = null; return; }
    for (const part of around) {
      if (!part.isConnected) continue;
      const to = part.querySelector("[data-takes-focus]") ?? [...part.querySelectorAll(CONTROLS)].find(usable);
      if (!to) continue;
      last = null;
      to.focus({ preventScroll: true });
      return;
    }
    last = null;
  };
  document.addEventListener("focusin", (event) => {
    last = event.target.matches("button, a, summary") ? event.target : null;
    if (last) around = chain(last);
  });
  document.addEventListener("pointerdown", (event) => {  // elsewhere, on what takes no focus
    if (!last?.contains(event.target)) last = null;
  }, true);
  // after the server's answer is drawn: what is redrawn is gone for a moment
  let asked = false;
  const soon = () => {
    if (asked || !last || (last.isConnected && !last.disabled)) return;
    asked = true;
    setTimeout(() => { asked = false; look(); }, 100);
  };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
}
