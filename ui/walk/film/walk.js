// A walk shows one of its steps: the classes that its elements have at each step stand in their `data-when` (marks.py).
// Nothing here reads a text of the page, and no server is asked. The step lives in the address as `#step=3`.
function startWalk(root, host) {
  const last = Number(root.dataset.last);
  const marked = [...root.querySelectorAll("[data-when]")].map((element) => [element, read(element.dataset.when)]);
  const says = [...root.querySelectorAll(".says > *")];
  // A text changes in its node: a child that comes or goes would have the browser style the page again (`:has()`).
  const announce = root.querySelector(".announce"), spoken = announce.firstChild ?? announce.appendChild(new Text());
  const count = root.querySelector(".count b").firstChild;
  const [previous, next] = ["previous", "next"].map((name) => root.querySelector(`[data-do=${name}]`));
  const stops = [...root.querySelectorAll("[data-go]")], boxes = root.querySelectorAll("[data-follows]");
  const ended = new AbortController(), until = { signal: ended.signal };
  let at = -1;

  function read(coded) {
    return coded.split(";").map((part) => {
      const [name, steps] = part.split(" "), held = new Set();
      for (const run of steps.split(",")) {
        const [first, end] = run.split("-").map(Number);
        for (let step = first; step <= (end ?? first); step++) held.add(step);
      }
      return [name, held];
    });
  }
  const within = (step) => Math.max(0, Math.min(last, step));
  const asked = () => {
    const found = /^#step=(\d{1,4})$/.exec(location.hash);
    return found ? within(Number(found[1])) : null;
  };
  function show(step, forward) {
    if (step === at) return;
    const first = at < 0, onward = forward && step === at + 1;
    at = step;
    for (const [element, when] of marked) for (const [name, held] of when) element.classList.toggle(name, held.has(step));
    root.dataset.shown = step;
    count.data = step;
    previous.setAttribute("aria-disabled", String(step === 0));
    const over = step === last && !host.onward;
    if (over && document.activeElement === next) root.querySelector(".view").focus({ preventScroll: true });  // it hides
    next.setAttribute("aria-disabled", String(over));
    for (const stop of stops) {
      if (Number(stop.dataset.go) === step) stop.setAttribute("aria-current", "step");
      else stop.removeAttribute("aria-current");
    }
    if (!first) for (const box of boxes) follow(box);
    host.shown?.(step);
    if (onward) moveMade(root);
    else settleMade(root);
    if (!first) spoken.data = `Step ${step} of ${last}. ${host.says?.(step) ?? says[step].textContent}`;
  }
  function follow(box) {  // what the step is about stays in the sight of a box that scrolls
    const row = box.querySelector(box.dataset.follows)?.getBoundingClientRect(), seen = box.getBoundingClientRect();
    const head = box.querySelector("[aria-hidden]")?.offsetHeight ?? 0;
    if (row) box.scrollTop += Math.max(0, row.bottom - seen.bottom + 2) || Math.min(0, row.top - seen.top - head);
  }
  function go(step) {
    step = within(step);
    if (step === at) return;
    const forward = step > at;
    show(step, forward);
    try { location.hash = `step=${step}`; } catch { /* a page that may not change its address */ }
  }
  const onward = () => (at < last ? go(at + 1) : host.onward?.());

  root.addEventListener("click", (event) => {
    const stop = event.target.closest("[data-go]"), button = event.target.closest("[data-do]");
    if (stop) return go(Number(stop.dataset.go));
    if (button?.dataset.do === "previous") go(at - 1);
    else if (button?.dataset.do === "next") onward();
    else if (button?.dataset.do === "end") go(last);
    else if (button) host.pressed?.(button, at);
  }, until);
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target.closest?.("input, textarea, select, [contenteditable], [role=slider], [role=radio], [role=dialog], [role=grid], canvas");
    if (elsewhere || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to > last) next.focus();  // it leads to another page: that takes a press of its own
    else go(to);
  }, until);
  const opened = within(host.opened ?? host.step ?? 0);  // where it stood before any step was in the address
  window.addEventListener("hashchange", () => {
    const step = asked() ?? (location.hash ? null : opened);
    if (step !== null) show(step, false);
  }, until);

  // along the line: what is dragged leads to the nearest stop
  let drags = false;
  root.querySelector(".stops, [data-along]")?.addEventListener("pointerdown", (event) => { drags = event.button === 0; }, until);
  window.addEventListener("pointerup", () => { drags = false; }, until);
  window.addEventListener("pointermove", (event) => {
    if (!drags) return;
    const away = (stop) => { const box = stop.querySelector("i").getBoundingClientRect(); return Math.hypot(box.x + box.width / 2 - event.clientX, box.y + box.height / 2 - event.clientY); };
    go(Number(stops.reduce((near, stop) => (away(stop) < away(near) ? stop : near)).dataset.go));
  }, until);
  // on a phone: a swipe
  let from = null;
  root.addEventListener("touchstart", (event) => { from = event.touches.length === 1 && !event.target.closest(".stops, [data-along]") ? event.touches[0] : null; }, { passive: true, ...until });
  root.addEventListener("touchend", (event) => {
    if (!from || !root.classList.contains("narrow")) return;
    const [dx, dy] = ["clientX", "clientY"].map((axis) => event.changedTouches[0][axis] - from[axis]);
    if (Math.abs(dx) > 60 && Math.abs(dx) > 2 * Math.abs(dy)) go(at + (dx < 0 ? 1 : -1));
  }, until);

  // narrow: the card and what it is made of; wide: the whole stage
  const fit = () => {
    const stage = root.querySelector(".stage"), least = Number(root.dataset.least) * getComputedStyle(stage).getPropertyValue("--W");
    // a reader who sets letters wider apart needs a picture that flows
    const spaced = parseFloat(getComputedStyle(stage.querySelector("td") ?? stage).letterSpacing) > 0;
    const paper = matchMedia("print").matches;  // a sheet holds all of it
    root.classList.toggle("narrow", !paper && (spaced || root.clientWidth < least));
    root.classList.toggle("tight", root.clientWidth < 1.2 * least);
  };
  const watch = new ResizeObserver(fit);
  watch.observe(root);
  window.addEventListener("beforeprint", () => { root.classList.remove("narrow"); }, until);
  window.addEventListener("afterprint", fit, until);
  // All is written before anything is measured: a new picture is laid out once.
  readyToMove(root);
  show(asked() ?? within(host.step ?? 0), false);
  fit();
  for (const box of boxes) follow(box);
  root.dataset.ready = "";
  return () => {
    ended.abort();
    watch.disconnect();
    settleMade(root);
  };
}
