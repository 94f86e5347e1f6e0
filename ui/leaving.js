// A click on a link to another view waits until the server has taken the text that was just typed. A tap sends both in the same moment,
// and Streamlit merges them into one request, which loses either the text or the way to the other view.
// One pair of listeners for the whole visit, however often this is drawn. It takes nothing from the page's text.
if (!window.linksWaitForText) {
  window.linksWaitForText = true;
  const SENT = 250, LONG_AGO = 1000, PATIENCE = 10000;  // ms; a grid keeps an edit back for 150
  let left = -LONG_AGO;  // when a text field was last left, by mouse, tap or key
  const leave = (field) => {
    if (field?.matches?.("input:not([type=radio], [type=checkbox], [type=range]), textarea")) left = performance.now();
  };
  document.addEventListener("focusout", (event) => leave(event.target), true);
  document.addEventListener("pointerdown", () => leave(document.activeElement), true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".stPageLink a");
    const elsewhere = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;  // a new tab or window
    if (!link || elsewhere || performance.now() - left > LONG_AGO) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const follow = () => {
      const running = document.querySelector(".stApp").dataset.testScriptState !== "notRunning";
      const waited = performance.now() - left;
      if (waited < SENT || (running && waited < PATIENCE)) return setTimeout(follow, 25);
      left = -LONG_AGO;
      link.click();
    };
    follow();
  }, true);
}
