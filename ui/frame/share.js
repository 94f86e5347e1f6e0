// The sheet that Share opens. The addresses are read when it opens, since the walk writes its step into them without a run. What
// is written into the sheet is the address and constants, as values and as text.
if (!window.shares) {
  window.shares = true;
  const field = (name) => document.getElementById(`share-${name}`);
  const say = (text) => { document.querySelector("#share .share-status").textContent = text; };
  const shared = () => {
    const address = new URL(location.href);
    if (address.searchParams.has("making")) address.searchParams.delete("making");  // who opens the link walks the lesson
    return address;
  };
  const framed = () => {
    const address = shared();
    address.searchParams.set("embed", "true");
    const frame = document.createElement("iframe");  // never on the page: it spells the line, with its quotes escaped
    frame.setAttribute("src", address.href);
    frame.setAttribute("title", document.title);
    frame.setAttribute("width", "100%");
    frame.setAttribute("height", "720");
    frame.setAttribute("style", "border: 0");
    return frame.outerHTML;
  };
  const copy = async (text, select, told) => {
    try {
      await navigator.clipboard.writeText(text);
      told("Copied.");
    } catch {
      select();
      told("This browser does not let the page copy: it is selected, so copy it with the keyboard or a long press.");
    }
  };
  const copyCode = (button) => {  // the program of Take it with you
    const code = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector('[role="status"]');
    copy(code.textContent, () => getSelection().selectAllChildren(code), (text) => { status.textContent = text; });
  };
  const unfold = () => {
    const fold = document.querySelector(".st-key-take details");
    if (!fold.open) fold.querySelector("summary").click();
    fold.querySelector("summary").focus();
    fold.scrollIntoView();
  };
  document.addEventListener("beforetoggle", (event) => {
    if (event.target.id !== "share" || event.newState !== "open") return;
    field("link").value = shared().href;
    field("frame").value = framed();
    for (const item of document.querySelectorAll('#share :is([data-share="file"], [data-share="picture"])')) item.hidden = !document.querySelector(".walk");
    say("");
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (button) copyCode(button);
    const asked = event.target.closest?.("#share [data-share]")?.dataset.share;
    if (asked === "print") {
      document.getElementById("share").hidePopover();
      window.print();
    } else if (asked === "lesson") {
      document.getElementById("share").hidePopover();
      const add = document.querySelector(".add-view");
      if (add) add.click();
      else {
        window.addsView = true;  // the maker's button adds it when it is there (ui/lessons/add.js)
        document.querySelector(".st-key-lesson-make button").click();
      }
    } else if (asked === "link" || asked === "frame") copy(field(asked).value, () => field(asked).select(), say);
    else if (asked === "take") {
      document.getElementById("share").hidePopover();
      unfold();
    } else if (asked) document.dispatchEvent(new CustomEvent("walk-share", { detail: { what: asked, say } }));
  });
}
