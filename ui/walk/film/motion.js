// What a step made comes from what it was made of (`data-of`), once, on a step forward, within 450 ms; a number moves only
// to explain. One source of many cells splits, of one cell passes on or meets the local derivative, many cells fall and
// merge. A reader who wants no motion reads one line instead: old → new.
const MOTION = { appear: 300, pass: 300, arrive: 350, meet: 400, merge: 450 };
const still = matchMedia("(prefers-reduced-motion: reduce)");
let moves = [], flying = [], places = new Map(), later = [];  // all places are read before anything is written: one layout a step
let idle = [];  // copies that do not fly; they stay in the stage, since an element that comes or goes has the whole page styled again

function readyToMove(root) {  // as many as the largest table has numbers
  const stage = root.querySelector(".stage"), tables = stage.querySelector("[data-of]") ? [...stage.querySelectorAll("[data-cells]")] : [];
  const most = Math.max(0, ...tables.map((table) => cellsOf(table).length));
  idle = [...stage.querySelectorAll(".flying")];
  while (idle.length < most) idle.push(newCopy(stage));
}
function newCopy(stage) {
  const copy = document.createElement("div");
  copy.className = "flying";
  copy.setAttribute("aria-hidden", "true");
  copy.append(new Text());
  stage.append(copy);
  return copy;
}
function settleMade(root) {
  if (still.matches) root.querySelector(".moved").textContent = "";
  for (const move of moves) move.cancel();
  for (const copy of flying) copy.style.display = "none";
  [moves, flying, idle] = [[], [], [...flying, ...idle]];
}
function moveMade(root) {
  settleMade(root);
  [places, later] = [new Map(), []];
  const stage = root.querySelector(".stage"), parts = [...stage.querySelectorAll("[data-of]")].filter((part) => part.closest(".made"));
  const said = [];
  for (const part of parts) {
    const [from, by] = part.dataset.of.split(" ").map((key) => stage.querySelector(`[data-cells="${CSS.escape(key)}"]`));
    const before = part.parentElement.querySelector(":scope > .none");  // what a gradient that is kept was
    for (const cell of cellsOf(part)) {
      const sources = matching(part, cell, from);
      if (cell.classList.contains("pick") || !part.dataset.axes) said.push(`${before?.textContent ?? summed(sources)} → ${cell.textContent}`);
      if (still.matches || root.classList.contains("narrow") || !sources.length) continue;
      if (sources.length > 1) merge(stage, sources, cell);
      else if (by) meet(stage, sources[0], matching(part, cell, by)[0], cell);
      else play(cell, [{ transform: toward(cell, sources[0]) }, {}], { duration: MOTION.pass });
    }
  }
  if (!still.matches) arrive(root);
  for (const write of later) write();
  if (still.matches) root.querySelector(".moved").textContent = said[0] ?? "";
}
function placeOf(element) {
  if (!places.has(element)) places.set(element, element.getBoundingClientRect());
  return places.get(element);
}
const summed = (cells) => cells.map((each) => each.textContent).filter((_, at) => at < 1 || at === cells.length - 1 || cells.length < 4).join(cells.length < 4 ? " + " : " + … + ");
const cellsOf = (part) => [...part.querySelectorAll("td[data-at], td:only-of-type")];
// of a source the cells whose places agree with a cell's on the axes that both have
function matching(part, cell, source) {
  if (!source) return [];
  const indices = (box, at) => Object.fromEntries([...(box.dataset.axes ?? "")].map((axis, k) => [axis, at.split(",")[k]]));
  const own = indices(part, cell.dataset.at ?? "");
  return cellsOf(source).filter((each) => Object.entries(indices(source, each.dataset.at ?? "")).every(([axis, at]) => !(axis in own) || own[axis] === at));
}
function toward(cell, other) {
  const [here, there] = [placeOf(cell), placeOf(other)];
  return `translate(${there.x + there.width / 2 - here.x - here.width / 2}px, ${there.y + there.height / 2 - here.y - here.height / 2}px)`;
}
function play(element, frames, timing) {
  later.push(() => moves.push(element.animate(frames, { easing: "ease-out", fill: "backwards", ...timing })));
}
function arrive(root) {  // the values of Forward and, where there is no room for flights, the gradients: from where the step before stands
  const [made, from] = root.classList.contains("narrow") ? [".group.gradient.made td", "2.5em"] : [".stage.forward .group.value.made td", "-1.5em"];
  for (const cell of root.querySelectorAll(made)) play(cell, [{ transform: `translateX(${from})`, opacity: 0 }, {}], { duration: MOTION.arrive });
  for (const line of root.querySelectorAll(".hair.on")) play(line, [{ opacity: 0 }, {}], { duration: MOTION.appear });
}
// a copy of a number, which flies and is gone
function fly(stage, cell, frames, timing) {
  const [box, on] = [placeOf(cell), placeOf(stage)];
  later.push(() => {
    const copy = idle.shift() ?? newCopy(stage);
    copy.firstChild.data = cell.textContent;
    Object.assign(copy.style, { display: "flex", left: `${box.x - on.x}px`, top: `${box.y - on.y}px`, width: `${box.width}px`, height: `${box.height}px` });
    flying.push(copy);
    const move = copy.animate(frames, { easing: "ease-out", fill: "backwards", ...timing });
    moves.push(move);
    move.onfinish = () => { copy.style.display = "none"; };
  });
}
function merge(stage, sources, total) {
  const last = MOTION.merge - 150, apart = Math.min(60, 150 / sources.length);
  for (const [at, source] of sources.toReversed().entries()) {
    fly(stage, source, [{}, { transform: toward(source, total), opacity: 0.2 }], { duration: last - 150, delay: at * apart, easing: "ease-in" });
  }
  play(total, [{ opacity: 0, transform: "scaleY(.6)" }, {}], { duration: MOTION.merge - last, delay: last });
}
function meet(stage, arrives, local, made) {
  if (!local) return;
  const half = MOTION.meet / 2, turns = /^−/.test(arrives.textContent) !== /^−/.test(made.textContent);
  fly(stage, arrives, [{}, { transform: toward(arrives, local), opacity: 0.4 }], { duration: half, easing: "ease-in" });
  play(local, [{ transform: "none" }, { transform: turns ? "rotateX(180deg)" : "scale(1.18)" }, { transform: "none" }], { duration: half, delay: half / 2 });
  play(made, [{ transform: toward(made, local), opacity: 0 }, { opacity: 1, offset: 0.2 }, {}], { duration: half, delay: half });
}
