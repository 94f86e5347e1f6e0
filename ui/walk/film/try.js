// Let me try: a step's numbers are left out until the reader has typed the chosen ones. Whether an answer is right is worked out in
// core; what is shown of it comes escaped from Python.
function tryWalk(root, asks, tell, next, until) {
  const solved = new Set();
  let step = 0, masked = [], left = [], now = null, hint = 0;  // what is asked after it, and what is asked now
  const turn = root.querySelector(".your-turn") ?? asksHere(root);
  const [say, feedback] = turn.querySelectorAll("p");
  const praise = root.querySelector(".room");
  const hintButton = turn.querySelector("[data-turn=hint]");
  turn.addEventListener("click", (event) => {
    const what = event.target.dataset?.turn;
    if (what === "show") reveal();
    if (what !== "hint" || !now) return;
    feedback.innerHTML = now.hints[hint];
    hint = Math.min(hint + 1, now.hints.length - 1);
    hintButton.textContent = `Hint ${hint + 1} of ${now.hints.length}`;
  }, until);
  function unmask() {
    for (const [cell, html] of masked) cell.innerHTML = html;
    masked = [];
    now = null;
    root.classList.remove("asking");
    if (!turn.hidden) turn.hidden = true;
    for (const place of root.querySelectorAll(".slipped")) place.classList.remove("slipped");
  }
  function reveal(said = "") {
    solved.add(step);
    unmask();
    praise.textContent = said;
    next.focus();
  }
  function show(at) {
    unmask();
    if (praise.firstChild) praise.textContent = "";
    step = at;
    const ask = asks[step];
    if (!root.classList.contains("trying") || !ask || solved.has(step)) return;
    for (const { key } of ask) for (const cell of root.querySelectorAll(`[data-cells="${key}"] td`)) {
      masked.push([cell, cell.innerHTML]);
      cell.textContent = "";
    }
    left = [...ask];
    root.classList.add("asking");
    turn.hidden = false;
    pose();
  }
  function pose() {  // one number after the other
    const { key, at, name, ask, hints, formula } = left.shift();
    const cell = root.querySelector(`[data-cells="${key}"] td[data-at="${at}"]`), field = document.createElement("input");
    field.setAttribute("aria-label", name);
    field.autocomplete = "off";
    field.addEventListener("keydown", (event) => { if (event.key === "Enter" && field.value.trim()) send(key, field); });
    field.addEventListener("change", () => { if (field.value.trim()) send(key, field); });
    field.addEventListener("input", () => { field.style.setProperty("--typed", field.value.length); });
    cell.append(field);
    now = { key, cell, field, hints, formula };
    hint = 0;
    say.innerHTML = ask;
    feedback.textContent = "";
    hintButton.textContent = "Hint";
    field.focus({ preventScroll: true });
  }
  const send = (key, field) => {
    if (field.sent === field.value) return;
    field.sent = field.value;
    tell("answer", { step, key, text: field.value.slice(0, 60) });
  };
  function answered(answer) {
    if (now?.key !== answer.key) return;
    for (const place of root.querySelectorAll(".slipped")) place.classList.remove("slipped");
    feedback.innerHTML = answer.unknown ? `${answer.says} ${now.formula}` : answer.says;
    if (!answer.right) {
      now.field.setAttribute("aria-invalid", "true");
      for (const place of answer.places) root.querySelector(`[data-cells="${CSS.escape(place)}"]`)?.classList.add("slipped");
      now.field.select();
      return;
    }
    now.cell.innerHTML = masked.find(([cell]) => cell === now.cell)[1];
    now.cell.classList.add("changed");
    if (left.length) pose();
    else reveal("✓ Right");
  }
  function begin(at) {  // the step that is seen has been seen: the next one asks
    solved.clear();
    solved.add(at);
    show(at);
  }
  function again(at) {
    solved.clear();
    show(at);
  }
  return { show, answered, begin, again, end: unmask, says: (at) => (root.classList.contains("asking") && at === step ? say.textContent : null) };
}
function asksHere(root) {
  const turn = document.createElement("div");
  turn.className = "your-turn";
  turn.hidden = true;
  turn.innerHTML = '<p class="say"></p><p class="feedback" role="status"></p><div class="turn-buttons"><button type="button" data-turn="hint">Hint</button><button type="button" data-turn="show">Show it</button></div>';
  root.querySelector(".says").append(turn);
  return turn;
}
