// The sheet that Share opens. The addresses are read when it opens, since the walk writes its step into them without a run. What
// is written into the sheet is the address and constants, as values and as text.
if (!window.shares) {
  window.shares = true;
  const field = (name) => document.getElementById(`share-${name}`);
  const say = (text) => { document.querySelector("#share .share-status").textContent = text; };
  const framed = () => {
    const address = new URL(location.href);
    address.searchParams.set("embed", "true");
    const frame = document.createElement("iframe");  // never on the page: it spells the line, with its quotes escaped
    frame.setAttribute("src", address.href);
    frame.setAttribute("title", document.title);
    frame.setAttribute("width", "100%");
    frame.setAttribute("height", "720");
    frame.setAttribute("style", "border: 0");
    return frame.outerHTML;
  };
  const copy = async (name) => {
    const { value } = field(name);
    field(name).select();
    try {
      await navigator.clipboard.writeText(value);
      say("Copied.");
    } catch {
      say("This browser does not let the page copy: it is selected, so copy it with the keyboard or a long press.");
    }
  };
  document.addEventListener("beforetoggle", (event) => {
    if (event.target.id !== "share" || event.newState !== "open") return;
    field("link").value = location.href;
    field("frame").value = framed();
    say("");
  }, true);
  document.addEventListener("click", (event) => {
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
    } else if (asked === "link" || asked === "frame") copy(asked);
    else if (asked) document.dispatchEvent(new CustomEvent("walk-share", { detail: { what: asked, say } }));
  });
}
