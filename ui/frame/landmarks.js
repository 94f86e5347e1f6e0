// Streamlit's containers bear no roles. This makes the links of the bar a navigation, marks the current page, and lets the menu
// of a narrow window open and close as the browser's own popover. One observer for the whole visit; React leaves attributes
// that it did not write. It writes nothing that the page's text says.
if (!window.landmarks) {
  window.landmarks = true;
  const set = (element, name, value) => {
    if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  // On another page one begins at its top; the focus, which went with the link, goes to its title when that is drawn.
  let seen = null;
  const arrive = (since) => {
    if (document.querySelector(".stApp").dataset.testScriptState !== "notRunning" && performance.now() - since < 3000) return setTimeout(arrive, 50, since);
    const title = document.querySelector(".stMain h1");
    if (!title || (document.activeElement && document.activeElement !== document.body)) return;
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  };
  const mark = () => {
    const name = document.querySelector(".page-name")?.textContent;  // the first page's link holds no path to compare
    if (name && seen && name !== seen) {
      document.querySelector(".stMain").scrollTo(0, 0);
      arrive(performance.now());
    }
    seen = name ?? seen;
    const menu = document.querySelector(".st-key-menu"), nav = document.querySelector(".st-key-nav");
    set(menu, "id", "pages");
    set(menu, "popover", "auto");
    set(nav, "role", "navigation");
    set(nav, "aria-label", "Pages");
    document.body.toggleAttribute("data-drawer", document.querySelector(".st-key-change button")?.ariaExpanded === "true");
    const links = [...(nav?.querySelectorAll("a") ?? [])], here = links.findIndex((link) => link.textContent === name);
    links.forEach((link, at) => {
      if (at === here) set(link, "aria-current", "page");
      else link.removeAttribute("aria-current");
      link.toggleAttribute("data-passed", at < here);
    });
  };
  // Streamlit's own menu stands before everything: who goes by the keyboard may pass it, and the pages, at once.
  // Who wants no motion gets none of Streamlit's folds, which a script of its own moves.
  const stilled = (fold, until) => {
    for (const move of fold.getAnimations()) move.finish();
    if (performance.now() < until) requestAnimationFrame(() => stilled(fold, until));
  };
  document.addEventListener("click", (event) => {
    const fold = event.target.closest?.(".stExpander summary")?.parentElement;
    if (fold && matchMedia("(prefers-reduced-motion: reduce)").matches) stilled(fold, performance.now() + 2000);  // it begins when what is inside has come
  });
  const skip = Object.assign(document.createElement("button"), { type: "button", className: "skip", textContent: "Skip to the page" });
  skip.addEventListener("click", () => {
    const inside = document.querySelector(".walk .view") ?? document.querySelector(".stMain h1");
    if (!inside.hasAttribute("tabindex")) inside.tabIndex = -1;
    inside.focus();
  });
  document.body.prepend(skip);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".st-key-nav a")) document.querySelector(".st-key-menu:popover-open")?.hidePopover();
  });
  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; mark(); });
  };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  mark();
  // What Streamlit draws outside of the app's element, such as the drawer, does not know the theme.
  const app = document.querySelector(".stApp");
  const theme = () => { document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme; };
  new MutationObserver(theme).observe(app, { attributes: true, attributeFilter: ["class"] });
  theme();
}
