// Clicks and keys that wait for the server. Streamlit 1.67 merges requests that arrive together and may lose one: the text or the way
// when a tap on a link (or on the button that leaves Your numbers) follows typing, or one of two quick steps.
// No text of the page or its address becomes part of this. The listeners stay for the whole visit, however often this is drawn.
if (!window.clicksWait) {
  window.clicksWait = true;
  const SENT = 250, LONG_AGO = 1000, PATIENCE = 2000;  // ms
  const KEYS = { ArrowRight: "next", ArrowLeft: "previous", Home: "first", End: "last" };  // the shortcuts of the steps
  const MOST = 8;  // steps that may wait, so that a key held down does not go on long after it was let go
  let left = -LONG_AGO;  // when a text field was last left, by mouse, tap or key
  let asked = null, askedAt = 0;  // the address that the last step asked to change, and when
  let waiting = 0, turn = 0, held = Promise.resolve(), passing = false;

  const since = (start) => performance.now() - start;
  const idle = () => document.querySelector(".stApp")?.dataset.testScriptState === "notRunning";
  const pending = () => location.href === asked && !(idle() && since(askedAt) > 2 * SENT);
  const modified = (event) => event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  const leave = (field) => {
    if (field?.matches?.("input:not([type=radio], [type=checkbox], [type=range]), textarea")) left = performance.now();
  };
  const forget = () => { turn++; asked = null; };  // the reader has gone elsewhere: what still waits is dropped
  const stop = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
  const hold = (event, target, free) => {
    stop(event);
    const mine = turn, start = performance.now();
    waiting++;
    held = held.then(() => new Promise((done) => {
      const look = () => {
        if (mine === turn && !free() && since(start) < PATIENCE) return setTimeout(look, 20);
        waiting--;
        passing = true;
        if (mine === turn) target.click();
        passing = false;
        done();
      };
      look();
    }));
  };
  const step = (event, button) => {
    if (!passing && (waiting || pending())) {
      return waiting < MOST && !event.repeat ? hold(event, button, () => !pending()) : stop(event);
    }
    asked = location.href;
    askedAt = performance.now();
  };

  document.addEventListener("focusout", (event) => leave(event.target), true);
  document.addEventListener("pointerdown", () => leave(document.activeElement), true);
  window.addEventListener("popstate", forget);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".stPageLink a, .st-key-walk button"), button = event.target.closest?.(".st-key-steps button");
    if (button) step(event, button);
    if (!link || passing) return;  // with Ctrl too: Streamlit follows it in the same tab
    forget();
    if (since(left) < LONG_AGO) hold(event, link, () => since(left) > SENT && idle());
  }, true);
  window.addEventListener("keydown", (event) => {
    const elsewhere = event.target.closest?.("input, textarea, select, [contenteditable], [role=slider], [role=dialog], canvas");
    const button = document.querySelector(`.st-key-steps .st-key-${KEYS[event.key]} button:not(:disabled)`);
    if (button && !elsewhere && !modified(event)) step(event, button);
  }, true);
}
