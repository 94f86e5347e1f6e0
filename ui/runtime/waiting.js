// Clicks that wait for the server. Streamlit 1.67 merges requests that arrive together and may lose one: the text or the way when a tap on
// a link (or on the button that leaves Your numbers) follows typing. Steps need none of this: the browser shows them.
// No text of the page or its address becomes part of this. The listeners stay for the whole visit, however often this is drawn.
if (!window.clicksWait) {
  window.clicksWait = true;
  const SENT = 250, LONG_AGO = 1000, PATIENCE = 2000;  // ms
  let left = -LONG_AGO;  // when a text field was last left, by mouse, tap or key
  let turn = 0, held = Promise.resolve(), passing = false;

  const since = (start) => performance.now() - start;
  const idle = () => document.querySelector(".stApp")?.dataset.testScriptState === "notRunning";
  const leave = (field) => {
    if (field?.matches?.("input:not([type=radio], [type=checkbox], [type=range]), textarea")) left = performance.now();
  };
  const forget = () => { turn++; };  // the reader has gone elsewhere: what still waits is dropped
  const hold = (event, target, free) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const mine = turn, start = performance.now();
    held = held.then(() => new Promise((done) => {
      const look = () => {
        if (mine === turn && !free() && since(start) < PATIENCE) return setTimeout(look, 20);
        passing = true;
        if (mine === turn) target.click();
        passing = false;
        done();
      };
      look();
    }));
  };

  document.addEventListener("focusout", (event) => leave(event.target), true);
  document.addEventListener("pointerdown", () => leave(document.activeElement), true);
  window.addEventListener("popstate", forget);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".stPageLink a, .st-key-walk button");
    if (!link || passing) return;  // with Ctrl too: Streamlit follows it in the same tab
    forget();
    if (since(left) < LONG_AGO) hold(event, link, () => since(left) > SENT && idle());
  }, true);
}
