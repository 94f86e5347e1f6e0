// Right follows the link to the next view, as it presses Next at the steps before: only buttons have shortcuts of their own.
// One listener for the whole visit, however often this is drawn. It takes nothing from the page's text.
if (!window.rightGoesOnward) {
  window.rightGoesOnward = true;
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target.closest?.("input, textarea, select, [contenteditable], [role=slider], [role=dialog], canvas");
    const modified = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
    if (event.key !== "ArrowRight" || event.repeat || event.defaultPrevented || modified || elsewhere) return;
    document.querySelector(".st-key-steps .st-key-onward a")?.click();
  });
}
