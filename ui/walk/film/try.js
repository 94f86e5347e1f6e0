// Let me try: a step's numbers are left out until the reader has typed the chosen ones. Whether an answer is right is worked out in
// core; what is shown of it comes escaped from Python.
function tryWalk(root, asks, tell, next) {
  const solved = new Set();
  let step = 0, masked = [], open = [], hint = 0;
  const turn = document.createElement("div");
  turn.className = "your-turn";
  turn.hidden = true;
  turn.innerHTML = '<p class="say"></p><p class="feedback" role="status"></p><div class="turn-buttons"><button type="button" data-turn="hint">Hint</button><button type="button" data-turn="show">Show it</button></div>';
  root.querySelector(".says").append(turn);
  const [say, feedback] = turn.querySelectorAll("p");
  const praise = root.querySelector(".room");
  const hintButton = turn.querySelector("[data-turn=hint]");
  turn.addEventListener("click", (event) => {
    const what = event.target.dataset?.turn, ask = asks[step];
    if (what === "show") reveal();
    if (what !== "hint" || !ask) return;
    feedback.innerHTML = ask.hints[hint];
    hint = Math.min(hint + 1, ask.hints.length - 1);
    hintButton.textContent = `Hint ${hint + 1} of ${ask.hints.length}`;
  });
  function unmask() {
    for (const [cell, html] of masked) cell.innerHTML = html;
    masked = [];
    open = [];
    root.classList.remove("asking");
    turn.hidden = true;
    for (const place of root.querySelectorAll(".slipped")) place.classList.remove("slipped");
  }
  function reveal(said = "") {
    solved.add(step);
    unmask();
    praise.textContent = said;
    next.focus();
  }
  function show(now) {
    unmask();
    praise.textContent = "";
    step = now;
    hint = 0;
    const ask = asks[step];
    if (!root.classList.contains("trying") || !ask || solved.has(step)) return;
    for (const { key } of ask.cells) for (const cell of root.querySelectorAll(`[data-cells="${key}"] td`)) {
      masked.push([cell, cell.innerHTML]);
      cell.textContent = "";
    }
    open = ask.cells.map(({ key, at }) => {
      const cell = root.querySelector(`[data-cells="${key}"] td[data-at="${at}"]`);
      const field = document.createElement("input");
      field.setAttribute("aria-label", `${key.replace(/^.\./, "")}[${at}]`);
      field.autocomplete = "off";
      field.addEventListener("keydown", (event) => { if (event.key === "Enter" && field.value.trim()) send(key, field); });
      field.addEventListener("change", () => { if (field.value.trim()) send(key, field); });
      cell.append(field);
      return { key, cell, field, done: false };
    });
    root.classList.add("asking");
    say.innerHTML = ask.ask;
    feedback.textContent = "";
    hintButton.textContent = "Hint";
    turn.hidden = false;
    open[0].field.focus({ preventScroll: true });
  }
  const send = (key, field) => {
    if (field.sent === field.value) return;
    field.sent = field.value;
    tell("answer", { step, key, text: field.value.slice(0, 60) });
  };
  function answered(answer) {
    const found = open.find((each) => each.key === answer.key && !each.done);
    if (!found) return;
    for (const place of root.querySelectorAll(".slipped")) place.classList.remove("slipped");
    const [, symbols, known] = asks[step].hints;
    feedback.innerHTML = answer.unknown ? `${answer.says} ${symbols}; ${known}` : answer.says;
    if (!answer.right) {
      found.field.setAttribute("aria-invalid", "true");
      for (const place of answer.places) root.querySelector(`[data-cells="${CSS.escape(place)}"]`)?.classList.add("slipped");
      found.field.select();
      return;
    }
    found.done = true;
    const held = masked.find(([cell]) => cell === found.cell);
    found.cell.innerHTML = held[1];
    found.cell.classList.add("changed");
    const left = open.find((each) => !each.done);
    if (left) left.field.focus();
    else reveal("✓ Right");
  }
  function begin(now) {  // the step that is seen has been seen: the next one asks
    solved.clear();
    solved.add(now);
    show(now);
  }
  function again(now) {
    solved.clear();
    show(now);
  }
  return { show, answered, begin, again, says: (now) => (root.classList.contains("asking") && now === step ? say.textContent : null) };
}
