// Clicks that wait for the server. It merges requests that reach it in the same moment, and then loses one of them (Streamlit 1.67):
// of a tap on a link right after typing the text or the way to the other view, of two quick clicks on Next one.
// These listeners stay for the whole visit, however often this is drawn. They take nothing from the page's text.
if (!window.clicksWait) {
  window.clicksWait = true;
  const SENT = 250, LONG_AGO = 1000, PATIENCE = 5000;  // ms; a grid keeps an edit back for 150
  let left = -LONG_AGO;  // when a text field was last left, by mouse, tap or key
  let asked = null;  // the address that the last click on a step is to change
  let held = Promise.resolve(), passing = false;

  const idle = () => document.querySelector(".stApp").dataset.testScriptState === "notRunning";
  const leave = (field) => {
    if (field?.matches?.("input:not([type=radio], [type=checkbox], [type=range]), textarea")) left = performance.now();
  };
  const hold = (event, target, free) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const since = performance.now();
    held = held.then(() => new Promise((done) => {
      const look = () => {
        if (!free() && performance.now() - since < PATIENCE) return setTimeout(look, 20);
        passing = true;
        target.click();
        passing = false;
        done();
      };
      look();
    }));
  };

  document.addEventListener("focusout", (event) => leave(event.target), true);
  document.addEventListener("pointerdown", () => leave(document.activeElement), true);
  window.addEventListener("popstate", () => { asked = null; });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".stPageLink a"), step = event.target.closest?.(".st-key-steps button");
    const elsewhere = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;  // in a new tab or window
    if (link && !passing && !elsewhere && performance.now() - left < LONG_AGO) {
      hold(event, link, () => performance.now() - left > SENT && idle());
    } else if (step && !passing && location.href === asked) {
      hold(event, step, () => location.href !== asked);
    } else if (step) {
      asked = location.href;
    }
  }, true);
}
