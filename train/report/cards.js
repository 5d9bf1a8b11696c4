// The other cards, and the bar.

function arcsCard(run) {
  const picture = svg("svg", { role: "img" });
  const heads = element("div", { class: "heads", role: "group", "aria-label": "Head" });
  const buttons = Array.from({ length: run.H }, (_, h) => {
    const button = element("button", { type: "button" }, `head ${h}`);
    button.addEventListener("click", () => choose(state.row, state.column, h));
    return button;
  });
  if (run.H > 1) heads.append(...buttons);
  return { root: card(run, "Who looks at whom", run.H === 2 ? 4 : 6,
    element("p", { class: "muted small" }, "A line's width is the weight; weights under .02 are left out. Left: the answer."), heads, picture),
  show: (frame) => {
    const layer = Math.min(state.layer, run.layers - 1), head = Math.min(state.head, run.H - 1);
    const map = attention(run, frame, layer, head);
    buttons.forEach((button, h) => button.setAttribute("aria-pressed", String(h === head)));
    if (map) drawArcs(picture, run, map, run.frames[frame].answers);
    picture.setAttribute("aria-label", `head ${head}: ${run.frames[frame].captions?.[layer]?.[head] ?? ""}`);
  } };
}

// One limit for a tensor over all frames.
function limitOf(run, find) {
  return Math.max(...run.frames.map((_, i) => find(i)?.limit ?? 0));
}

function matricesCard(run, title, width, note, list, tools = []) {
  const maps = element("div", { class: "maps" });
  const parts = list.map(({ name, find, labels }) => {
    const canvas = element("canvas", { role: "img" }), caption = element("span", { class: "muted" });
    maps.append(element("figure", {}, element("figcaption", {}, element("h3", {}, name), caption), canvas));
    return { name, find, labels, canvas, caption, limit: limitOf(run, find) };
  });
  return { root: card(run, title, width, element("p", { class: "muted small" }, note), ...tools, maps), parts };
}

function norm(m) {
  let sum = 0;
  for (let r = 0; r < m.rows; r++) for (let c = 0; c < m.columns; c++) sum += m.at(r, c) ** 2;
  return Math.sqrt(sum);
}

function weightsCard(run) {
  const box = element("input", { type: "checkbox" });
  const tool = element("label", { class: "choice" }, box, "change since the first keyframe");
  const names = Object.keys(run.frames[0].layers[0].W ?? {});
  const find = (name) => (i) => {
    const layer = run.frames[i].layers[Math.min(state.layer, run.layers - 1)];
    return layer.W?.[name] ? cached(`w${run.id} ${i} ${state.layer} ${name}`, () => matrixOf(layer.W[name])) : null;
  };
  const made = matricesCard(run, "W_Q, W_K, W_V", 6, "Rows: inputs; columns: outputs, heads side by side. Red above zero, blue below; a matrix keeps its colours over time.",
    names.map((name) => ({ name, find: find(name) })), [tool]);
  box.addEventListener("change", () => { state.change = box.checked; show(); });
  if (!names.length) made.root.append("The weights were left out: they are too large for this page.");
  made.show = (frame) => {
    box.checked = state.change;
    for (const part of made.parts) {
      const now = part.find(frame), first = part.find(0), last = part.find(run.frames.length - 1);
      const shown = state.change ? minus(now, first) : now;
      const limit = state.change ? minus(last, first).limit : limitOf(run, part.find);
      drawMap(part.canvas, shown, { ...tideOptions(limit), side: 170, cell: 20 });
      part.caption.textContent = `±${number(limit, 2)}${meansIn(shown) || ` · ‖·‖ = ${number(norm(shown))}`}`;
      part.canvas.setAttribute("aria-label", `${part.name} at step ${run.frames[frame].step}, ${part.caption.textContent}`);
    }
  };
  return made;
}

function circuitsCard(run) {
  const list = [], positions = Array.from({ length: run.T }, (_, i) => String(i));
  const names = { token: run.vocabulary, position: positions, answer: run.answers };
  const sides = { qk: [run.circuits?.query, run.circuits?.key], ov: ["token", "answer"] };
  for (let head = 0; head < run.H; head++)
    for (const kind of ["qk", "ov"])
      if (run.frames[0][kind]?.[head])
        list.push({ name: `${kind.toUpperCase()} head ${head}`, labels: sides[kind].map((side) => names[side]),
          find: (i) => cached(`${kind}${run.id} ${i} ${head}`, () => matrixOf(run.frames[i][kind][head])) });
  const made = matricesCard(run, "Circuits", run.H === 1 ? 6 : 12, list.length ? run.circuits.words : "There are none to show for this run.", list);
  made.show = (frame) => {
    for (const part of made.parts) {
      const now = part.find(frame), [queries, keys] = part.labels;
      const whole = queries?.length === now.rows && keys?.length === now.columns; // else a cell is a mean
      drawMap(part.canvas, now, { ...tideOptions(part.limit), side: 200, cell: 24, ...(whole ? { queries, keys } : {}) });
      part.caption.textContent = `±${number(part.limit, 2)}${meansIn(now)}`;
      part.canvas.setAttribute("aria-label", `${part.name} at step ${run.frames[frame].step}`);
    }
  };
  return made;
}

function curvesCards(run) {
  const log = run.log, solved = run.result?.solved_at ?? null, lastStep = Math.max(...log.step, 1);
  const joined = Math.max(1, Math.floor(log.step.length / 100)); // gradient norms jump: each would hide the others
  const group = (name) => Object.keys(log).filter((key) => key.startsWith(name) && /\.W_[QKVO]$/.test(key)).map((key) => ({
    name: key.slice(-3) + (run.layers > 1 ? ` ${key.match(/layer(\d+)/)?.[1] ?? ""}` : ""), color: MATRIX_COLORS[key.slice(-3)],
    x: log.step, y: log[key], dashed: key.endsWith("W_K") }));
  const charts = [
    ["Loss, nats", [{ name: "batch", color: "blue", x: log.step, y: log.loss ?? [], faint: true },
      { name: "held-out", color: "ink", x: log.step, y: log["held_out.loss"] ?? [] }], { log: true }],
    [`Gradient norm ‖∂L/∂W‖${joined > 1 ? ", smoothed" : ""}`, group("gradient.").map((line) => meansOf(line, joined)), { log: true }],
    ["Change ‖W − W(0)‖", group("moved."), { log: false, low: 0 }],
  ];
  return charts.map(([title, series, options]) => {
    const picture = svg("svg", { role: "img", "aria-label": `${title}, a curve over ${lastStep} steps` });
    const places = drawChart(picture, series, { ...options, solved, lastStep });
    picture.addEventListener("click", (event) => {
      const box = picture.getBoundingClientRect();
      const step = places.step(((event.clientX - box.left) / box.width) * CHART.width);
      go(steps.reduce((best, s, i) => (Math.abs(s - step) < Math.abs(steps[best] - step) ? i : best), 0));
    });
    return { root: card(run, title, 6, picture), show: () => {
      const at = places.x(Math.min(steps[state.at], lastStep)), cursor = picture.querySelector(".cursor");
      cursor.setAttribute("x1", at);
      cursor.setAttribute("x2", at);
    } };
  });
}

function checkCard(run) {
  if (!run.gradcheck)
    return card(run, "Gradient check", 6, element("p", {}, "None was made in this run. ", element("code", {}, "heed check RUN"), " makes one."));
  const rows = run.gradcheck.checks.flatMap((check) => check.tensors.map((t) => element("tr", {},
    element("th", { scope: "row" }, t.name), element("td", { class: t.verdict }, t.verdict),
    element("td", { class: "number" }, number(t.worst?.difference, 2)), element("td", { class: "number" }, number(t.worst?.tolerance, 2)),
    element("td", {}, t.worst?.index ? `[${t.worst.index}]` : ""), element("td", {}, t.diagnosis ?? t.reason ?? ""))));
  const head = element("tr", {}, ...["tensor", "verdict", "worst difference", "tolerance", "where", ""].map((text) => element("th", { scope: "col" }, text)));
  return card(run, "Gradient check", 6, element("p", {}, "By finite differences, in double: ",
    element("strong", { class: run.gradcheck.verdict }, run.gradcheck.verdict)), element("div", { class: "scroll" }, element("table", {}, head, ...rows)));
}

function optionsCard(run) {
  const rows = Object.entries(run.options).map(([name, value]) => element("tr", {}, element("th", { scope: "row" }, name),
    element("td", {}, Array.isArray(value) ? value.join(", ") : String(value))));
  return card(run, "The run", 6, element("p", {}, "This command makes it again, with the same weights:"),
    element("pre", {}, element("code", {}, run.command)),
    element("p", { class: "muted small" }, `heed ${run.version} (${run.precision}), weights ${run.result?.weights ?? "–"}`),
    element("details", {}, element("summary", {}, "All options"), element("table", {}, ...rows)));
}

// --- the bar --------------------------------------------------------------------------------------------------------

const bar = Object.fromEntries(["play", "back", "next", "slider", "now"].map((id) => [id, document.getElementById(id)]));

function show() {
  const step = steps[state.at];
  bar.slider.value = state.at;
  for (const { run, parts } of views) parts.forEach((part) => part.show(frameAt(run, step)));
  const texts = views.map(({ run }) => {
    const frame = run.frames[frameAt(run, step)];
    return `loss ${number(frame.loss)}, ${frame.accuracy === null ? "–" : (100 * frame.accuracy).toFixed(1)} % right`;
  });
  bar.now.textContent = `step ${step} · ${texts.join(" | ")}`;
  bar.slider.setAttribute("aria-valuetext", `step ${step}, ${texts.join("; ")}`);
}

function go(at) {
  state.at = Math.min(Math.max(at, 0), steps.length - 1);
  show();
}

function play(on) {
  clearInterval(state.timer);
  state.timer = 0;
  bar.play.textContent = on ? "❚❚ Pause" : "▶ Play";
  bar.play.setAttribute("aria-pressed", String(on));
  if (!on) return;
  if (state.at === steps.length - 1) go(0);
  const slow = matchMedia("(prefers-reduced-motion: reduce)").matches;
  state.timer = setInterval(() => (state.at < steps.length - 1 ? go(state.at + 1) : play(false)), slow ? 1500 : 600);
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input[type=checkbox], summary, pre")) return;
  const onSlider = event.target === bar.slider, onButton = event.target.matches?.("button");
  if (event.key === " " && !onButton) play(!state.timer);
  else if (event.key === "ArrowLeft" && !onSlider) go(state.at - 1);
  else if (event.key === "ArrowRight" && !onSlider) go(state.at + 1);
  else if (event.key === "Home") go(0);
  else if (event.key === "End") go(steps.length - 1);
  else if (/^[1-9]$/.test(event.key)) choose(state.row, state.column, Number(event.key) - 1);
  else return;
  event.preventDefault();
}

function addRun(run, id) {
  run.id = id;
  const attentionPart = attentionCard(run), parts = [attentionPart, arcsCard(run), weightsCard(run), ...curvesCards(run), circuitsCard(run)];
  const root = element("article", { class: "run", "aria-label": run.task });
  if (DATA.runs.length > 1)
    root.append(element("header", {}, element("h2", {}, run.folder), element("p", { class: "muted small" }, facts(run)), element("code", {}, run.command)));
  if (run.left_out) root.append(element("p", { class: "wide" }, run.left_out));
  root.append(...parts.map((part) => part.root), checkCard(run), optionsCard(run));
  document.getElementById("runs").append(root);
  views.push({ run, parts });
}

// At first the page looks at the head whose last map is sharpest, and in it at the largest weight of the first query that
// is asked for an answer.
function chooseWhatStandsOut(run) {
  const frame = run.frames.length - 1;
  state.layer = run.layers - 1;
  const maps = Array.from({ length: run.H }, (_, h) => attention(run, frame, state.layer, h));
  const sharpness = maps.map((map) => (map ? entropy(run, map) : Infinity));
  state.head = sharpness.indexOf(Math.min(...sharpness));
  state.head = Math.max(state.head, 0);
  const map = maps[state.head], asked = run.targets.findIndex((target) => target !== null);
  state.row = map && asked >= 0 && asked < map.rows ? asked : 0;
  for (let j = 0; map && j < map.columns; j++) if (map.at(state.row, j) > map.at(state.row, state.column)) state.column = j;
}

const first = DATA.runs[0];
document.title = `${DATA.runs.map((run) => run.task).join(" | ")} · heed`;
document.getElementById("title").textContent = DATA.runs.map((run) => run.task).join(" | ");
document.getElementById("facts").textContent = DATA.runs.length > 1 ? "two runs, side by side" : facts(first);
document.getElementById("lead").textContent = `${first.summary ?? ""}${first.expected_in_words ? `. When it is learned, ${first.expected_in_words}.` : ""}`;
document.getElementById("runs").classList.toggle("two", DATA.runs.length > 1);
DATA.runs.forEach(addRun);
chooseWhatStandsOut(first);
bar.slider.max = steps.length - 1;
bar.slider.addEventListener("input", () => go(Number(bar.slider.value)));
bar.play.addEventListener("click", () => play(!state.timer));
bar.back.addEventListener("click", () => go(state.at - 1));
bar.next.addEventListener("click", () => go(state.at + 1));
document.addEventListener("keydown", keys);
matchMedia("screen and (prefers-color-scheme: dark)").addEventListener("change", () => {
  document.querySelectorAll(".thumbs button").forEach((button) => { button.dataset.drawn = ""; });
  show();
});
go(steps.length - 1);
