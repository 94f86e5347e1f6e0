// The walk on the page: a component that Streamlit calls again for new numbers. What it shows comes escaped from Python.
if (!history.keepsStep) {
  // Streamlit writes the address again when the numbers change, and would drop the step that stands behind #.
  history.keepsStep = true;
  const push = history.pushState;
  history.pushState = function (state, title, url) {
    const to = url == null ? null : new URL(url, location.href);
    if (to && to.pathname === location.pathname && !to.hash && location.hash.startsWith("#step=")) to.hash = location.hash;
    return push.call(this, state, title, to ? to.href : url);
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".walk-here");
  const held = place.held ?? (place.held = { drawn: null, step: data.step, opened: data.step, stop: null, told: Promise.resolve() });
  if (held.name !== data.name) Object.assign(held, { name: data.name, step: data.step, opened: data.step });  // another walk in this place
  held.send = setTriggerValue;
  // one at a time: of two that wait for the server together Streamlit 1.67 keeps the newer alone
  const tell = (name, value) => { held.told = held.told.then(() => { held.send(name, value); return answered(); }); };
  const turn = (root, on) => {
    held.trying = root.classList.toggle("trying", on === true);
    root.querySelector("[data-do=try]")?.setAttribute("aria-pressed", String(held.trying));
  };
  const asked = held.asksFor !== data.trying;  // by an address, or by the button, which the address follows
  held.asksFor = data.trying;
  const turned = asked && held.trying !== data.trying;
  if (turned) held.trying = data.trying;
  const drawn = data.html + JSON.stringify(data.refused);
  if (held.drawn !== drawn) released(() => {
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    const focus = focused && named(focused), typing = focused?.hasAttribute("contenteditable") && focused.textContent !== focused.full ? focused.textContent : null;
    const before = held.stop ? texts(place) : null, end = place.firstElementChild?.dataset.last;
    held.stop?.();
    held.drawn = drawn;
    if (focused) focused.full = null;  // a cell that goes while it is edited has not been left
    const now = document.createElement("template"), editable = String(data.editable);
    now.innerHTML = data.html;
    if (held.now && held.editable === editable) renew(place.firstElementChild, held.now, now.content.firstElementChild);
    else place.replaceChildren(now.content.firstElementChild.cloneNode(true));
    Object.assign(held, { now: now.content.firstElementChild, editable });
    const root = place.firstElementChild, ended = new AbortController(), until = { signal: ended.signal };
    const grows = data.newest && location.hash === `#step=${end}` && root.dataset.last !== end;
    if (grows) {  // who stands at the end of a walk that grows stays there
      held.step = Number(root.dataset.last);
      history.replaceState(history.state, "", `#step=${held.step}`);
    }
    turn(root, held.trying);
    const tries = data.asks ? tryWalk(root, data.asks, tell, root.querySelector("[data-do=next]"), until) : null;
    if (data.editable) edit(root, data, tell, until);
    held.answered = (answer) => tries?.answered(answer);
    held.again = () => tries?.again(held.step);
    const stop = startWalk(root, {
      step: held.step,
      opened: held.opened,
      shown: (step) => { held.step = step; tries?.show(step); },
      says: (step) => tries?.says(step),
      onward: () => held.told.then(() => leave(() => document.querySelector(".st-key-walk-onward a")?.click())),
      pressed: (button, step) => {
        if (button.dataset.do !== "try") {
          tell(button.dataset.do, { ...button.dataset, step });
          if ("leaves" in button.dataset) held.told = held.told.then(() => document.querySelector(".st-key-walk-away a")?.click());
          return;
        }
        turn(root, !held.trying);
        tell("trying", { on: held.trying });
        tries.begin(step);
        const next = root.querySelector("[data-do=next]");
        if (held.trying && step < Number(root.dataset.last)) next.click();  // to what is asked
      },
    });
    held.stop = () => {  // and all is as it was drawn, but for the classes of the step
      ended.abort();
      stop();
      tries?.end();
      unedited(root);
    };
    root.addEventListener("click", (event) => {  // where does this number come from?
      const cell = event.target.closest(`.gradient[data-axes] ${cells}`);
      if (!cell || root.classList.contains("asking")) return;
      const at = cell.dataset.at.split(","), { axes, leafOf } = cell.closest("[data-axes]").dataset;
      tell("pick", { ...Object.fromEntries([...axes].map((axis, place) => [axis, at[place]])), ...(leafOf && { leaf: leafOf }) });
    }, until);
    root.addEventListener("change", (event) => {
      if (event.target.dataset.choose) tell("pick", { [event.target.dataset.choose]: event.target.value });
    }, until);
    if (grows) root.querySelector(".announce").firstChild.data = root.querySelector(".says > .on").textContent;
    const wrong = data.refused && refuse(root, data.refused);
    const again = focused && (focused.isConnected ? focused : place.querySelector(focus || ".view"));  // what has no name of its own is the picture
    if (again !== document.activeElement) again?.focus({ preventScroll: true });
    if (wrong && document.activeElement === root.querySelector(".view")) wrong.focus({ preventScroll: true });  // it is typed again
    if (again && typing !== null) {
      again.textContent = typing;
      getSelection().selectAllChildren(again);
      getSelection().collapseToEnd();
    }
    if (before) pulse(place, before);
  });
  if (turned && held.stop) {  // as after Back
    turn(place.firstElementChild, data.trying);
    held.again();
  }
  if (data.answer && held.answer !== data.answer.id) {
    if (held.answer !== undefined || held.heard) held.answered?.(data.answer);
    held.answer = data.answer.id;
  }
  held.heard = true;
  if (data.file && held.file !== data.file.id) {
    held.file = data.file.id;
    if (held.asked) save(new Blob([data.file.html], { type: "text/html" }), `${data.file.name}.html`);
    held.asked = false;
  }
  held.looks ??= (event) => {  // all numbers of a step: of the one that is seen
    if (place.isConnected && event.target.closest?.(".st-key-numbers summary")) tell("looked", { step: held.step });
  };
  document.addEventListener("click", held.looks, true);
  held.share ??= (event) => {
    const root = place.querySelector(".walk");
    if (!root || !place.isConnected) return;
    if (event.detail.what === "file") {
      held.asked = true;
      tell("file", { step: held.step });
    } else drawWalk(root).then((made) => save(made, `step-${held.step}.png`), () => event.detail.say("This browser cannot draw the page into a picture."));
  };
  document.addEventListener("walk-share", held.share);
  document.querySelector(".st-key-walk-onward a")?.setAttribute("tabindex", "-1");  // the dock's Next follows it
  const address = new URL(location.href);
  held.path ??= address.pathname;
  // As links were written before the step stood behind #. And without any #, Back to it would run the page again.
  if (address.pathname === held.path && (address.searchParams.has("step") || !address.hash)) {
    address.searchParams.delete("step");
    address.hash ||= `step=${held.step}`;
    history.replaceState(history.state, "", address.href);
  }
  const { id, step } = data.arrived;
  if (history.arrivedAt !== undefined && history.arrivedAt !== id) {  // a stop of a lesson, on the page of the one before
    if (step !== null) history.replaceState(history.state, "", `#step=${step}`);
    dispatchEvent(new Event("hashchange"));  // which a browser leaves out where more of the address has changed, as after Back
  }
  history.arrivedAt = id;
  return () => {
    if (place.isConnected) return;
    held.stop?.();
    document.removeEventListener("walk-share", held.share);
    document.removeEventListener("click", held.looks, true);
    place.held = null;
  };
}

// What is pressed must still be there when it is let go, or the browser makes no click of it.
let down = false;
window.addEventListener("pointerdown", () => { down = true; }, true);
for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, () => { down = false; }, true);
const released = (draw) => {
  if (!down) return draw();
  const look = () => (down ? setTimeout(look, 20) : draw());
  setTimeout(look, 20);
};
const answered = () => new Promise((done) => {
  const start = performance.now(), SENT = 250, PATIENCE = 5000;  // ms
  const look = () => {
    const passed = performance.now() - start, idle = document.querySelector(".stApp")?.dataset.testScriptState === "notRunning";
    if ((passed > SENT && idle) || passed > PATIENCE) done();
    else setTimeout(look, 20);
  };
  look();
});
const cells = "td[data-at]";
const named = (element) => {
  const keys = ["do", "go", "leaf", "i", "j", "s", "choose", "at"].filter((key) => element.dataset?.[key] !== undefined);
  const group = element.closest("[data-cells]");
  const own = keys.map((key) => `[data-${key}="${CSS.escape(element.dataset[key])}"]`).join("");
  return own && `${element.matches(cells) && group ? `[data-cells="${group.dataset.cells}"] ` : ""}${own}`;
};
const leave = (follow) => (document.startViewTransition && !matchMedia("(prefers-reduced-motion: reduce)").matches ? document.startViewTransition(async () => { follow(); await new Promise((done) => setTimeout(done, 150)); }) : follow());
const each = (place) => [...place.querySelectorAll(`[data-cells] ${cells}`)].map((cell) => [`${cell.closest("[data-cells]").dataset.cells} ${cell.dataset.at}`, cell]);
const texts = (place) => new Map(each(place).map(([name, cell]) => [name, cell.textContent]));
function pulse(place, before) {
  for (const [name, cell] of each(place)) if (before.has(name) && before.get(name) !== cell.textContent) cell.classList.add("changed");
}

// the numbers that a reader may set are edited where they stand
function edit(root, data, tell, until) {
  for (const name of data.editable) {
    for (const cell of root.querySelectorAll(`[data-cells="v.${CSS.escape(name)}"] ${cells}`)) {
      const kept = cell.textContent, full = data.exact?.[name]?.[cell.dataset.at] ?? kept;
      cell.contentEditable = "plaintext-only";
      cell.spellcheck = false;
      [cell.kept, cell.full] = [kept, full];
      cell.setAttribute("aria-label", `${name}${cell.dataset.at && `[${cell.dataset.at.replaceAll(",", ", ")}]`}: ${kept}`);
      cell.addEventListener("focus", () => {
        if (!cell.hasAttribute("aria-invalid")) cell.textContent = full;
        getSelection().selectAllChildren(cell);
      }, until);
      cell.addEventListener("keydown", (event) => {
        if (event.key === "Enter") {  // the number is taken, and the keys step the walk again
          event.preventDefault();
          take();
          cell.closest(".view")?.focus({ preventScroll: true });
        }
        if (event.key === "Escape") { cell.textContent = full; cell.blur(); }
      }, until);
      const take = () => {
        const text = cell.textContent.trim();
        if (text === cell.full) return;
        cell.full = text;  // told once
        tell("typed", { name, at: cell.dataset.at, text: text.slice(0, 60) });
      };
      cell.addEventListener("blur", () => {
        if (cell.full === null) return;
        if (cell.textContent.trim() === full && cell.full === full) cell.textContent = kept;
        else take();
      }, until);
    }
  }
}
function unedited(root) {
  for (const cell of root.querySelectorAll("[contenteditable]")) {
    if (cell.textContent !== cell.kept) cell.textContent = cell.kept;
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
  }
  for (const cell of root.querySelectorAll(".changed")) cell.classList.remove("changed");
  root.querySelector(".why")?.remove();
}
function refuse(root, refused) {
  const cell = root.querySelector(`[data-cells="v.${CSS.escape(refused.name)}"] td[data-at="${CSS.escape(refused.at)}"]`);
  if (!cell) return null;
  cell.textContent = cell.full = refused.text;  // which has been told
  cell.setAttribute("aria-invalid", "true");
  cell.setAttribute("aria-describedby", "walk-refused");
  const why = document.createElement("p");
  why.id = "walk-refused";
  why.className = "why";
  why.setAttribute("role", "alert");
  why.textContent = refused.why;
  const stage = root.querySelector(".stage"), [box, on] = [cell, stage].map((element) => element.getBoundingClientRect());
  why.style.left = `${box.left - on.left}px`;
  why.style.top = `${box.bottom - on.top + 8}px`;
  stage.append(why);
  return cell;
}
