// The page: cards for each run, and the bar that moves all of them through training.

const MATRIX_COLORS = { W_Q: "red", W_K: "teal", W_V: "blue", W_O: "ink" };
const state = { at: 0, layer: 0, head: 0, row: 0, column: 0, change: false, timer: 0 };
const views = [];
const steps = [...new Set(DATA.runs.flatMap((run) => run.frames.map((frame) => frame.step)))].sort((a, b) => a - b);

// The last frame that is not after the step.
function frameAt(run, step) {
  let found = 0;
  run.frames.forEach((frame, i) => { if (frame.step <= step) found = i; });
  return found;
}

// width: of the 12 columns that the page has.
function card(run, title, width, ...children) {
  const id = `c${run.id}${title.replace(/\W/g, "")}`;
  return element("section", { class: `card w${width}`, "aria-labelledby": id },
    element("h2", { id }, title), ...children);
}

function facts(run) {
  const o = run.options;
  return `seed ${o.seed} · ${o.optimizer ?? "sgd"}, lr ${o.lr} · T = ${run.T} · D = ${o.dim} · H = ${run.H}` +
    `${run.layers > 1 ? ` · ${run.layers} layers` : ""} · ${o.steps} steps` +
    (run.result ? run.result.solved_at !== null ? ` · solved at step ${run.result.solved_at}` : " · not solved" : ` · ${run.status}`);
}

// --- attention ------------------------------------------------------------------------------------------------------

function choose(row, column, head) {
  Object.assign(state, { row, column, head });
  show();
}

function attentionCard(run) {
  const maps = element("div", { class: "maps" }), why = element("div", { class: "why", "aria-live": "polite" });
  const thumbs = element("div", { class: "thumbs", role: "group", "aria-label": "Keyframes" });
  const layer = layerChoice(run), heads = [];
  for (let head = 0; head < run.H; head++) {
    const canvas = element("canvas", { tabindex: "0", role: "img", "aria-describedby": `why${run.id}` });
    const name = element("h3"), note = element("span", { class: "muted" });
    maps.append(element("figure", {}, element("figcaption", {}, name, note), canvas));
    heads.push({ canvas, name, note, layout: null });
    const cellAt = (event) => {
      const box = canvas.getBoundingClientRect(), at = heads[head].layout;
      const map = attention(run, frameAt(run, steps[state.at]), Math.min(state.layer, run.layers - 1), head);
      if (!at || !map) return;
      const column = Math.floor((((event.clientX - box.left) / box.width) * at.width - at.left) / at.cell);
      const row = Math.floor((((event.clientY - box.top) / box.height) * at.height - at.top) / at.cell);
      if (row >= 0 && column >= 0 && row < map.rows && column < map.columns) choose(row, column, head);
    };
    canvas.addEventListener("pointermove", cellAt);
    canvas.addEventListener("pointerdown", cellAt);
    canvas.addEventListener("focus", () => choose(state.row, state.column, head));
    canvas.addEventListener("keydown", (event) => {
      const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      const clamp = (x) => Math.min(Math.max(x, 0), run.T - 1);
      choose(clamp(state.row + move[0]), clamp(state.column + move[1]), head);
    });
  }
  why.id = `why${run.id}`;
  const small = run.frames.map((frame) => {
    const canvas = element("canvas", { "aria-hidden": "true" });
    const button = element("button", { type: "button", "aria-label": `Step ${frame.step}` }, canvas, String(frame.step));
    button.addEventListener("click", () => go(steps.indexOf(frame.step)));
    thumbs.append(button);
    return { button, canvas };
  });
  const table = element("div", { class: "scroll" });
  const details = element("details", {}, element("summary", {}, "The chosen head's weights as a table"), table);
  details.addEventListener("toggle", () => show());
  const note = element("p", { class: "muted small" },
    "A row is a query, a column is a key; each row sums to 1. Green: the target, red: answer≠target. Grey: masked.");
  return { root: card(run, "Attention, per head", run.H === 1 ? 6 : run.H === 2 ? 8 : 12, note, layer, maps, why, thumbs, details),
    show: (frame) => showAttention(run, frame, { heads, why, small, table, details }) };
}

function layerChoice(run) {
  const row = element("div", { class: "heads", role: "group", "aria-label": "Layer" });
  for (let layer = 0; run.layers > 1 && layer < run.layers; layer++) {
    const button = element("button", { type: "button" }, `layer ${layer}`);
    button.addEventListener("click", () => { state.layer = layer; show(); });
    row.append(button);
  }
  return row;
}

function showAttention(run, frame, parts) {
  const layer = Math.min(state.layer, run.layers - 1), head = Math.min(state.head, run.H - 1);
  const labels = { keys: run.tokens, queries: run.tokens, targets: run.targets, answers: run.frames[frame].answers };
  parts.heads.forEach((part, h) => {
    const map = attention(run, frame, layer, h);
    part.name.textContent = run.layers > 1 ? `layer ${layer} · head ${h}` : `head ${h}`;
    if (!map) {
      part.note.textContent = "left out: too large for this page";
      return;
    }
    const whole = map.rows === run.T;
    part.note.textContent = whole ? `entropy ${entropy(run, map).toFixed(2)} nats` : meansIn(map).slice(3);
    part.layout = drawMap(part.canvas, map, { ...EMBER_OPTIONS, ...(whole ? labels : {}), numbers: true, side: 320,
      allowed: whole ? (i, j) => mayAttend(run, i, j) : undefined,
      chosen: h === head ? { row: state.row, column: state.column } : undefined });
    part.canvas.setAttribute("aria-label", `${part.name.textContent} at step ${run.frames[frame].step}: ` +
      (run.frames[frame].captions?.[layer]?.[h] ?? part.note.textContent));
  });
  parts.small.forEach(({ button, canvas }, i) => {
    const map = attention(run, i, layer, head);
    if (map && button.dataset.drawn !== `${layer} ${head}`)
      drawMap(canvas, map, { ...EMBER_OPTIONS, side: 44, allowed: map.rows === run.T ? (r, c) => mayAttend(run, r, c) : undefined });
    button.dataset.drawn = `${layer} ${head}`;
    button.setAttribute("aria-current", String(i === frame));
  });
  parts.why.replaceChildren(...whyText(run, frame, layer, head));
  if (parts.details.open) showTable(run, parts.table, attention(run, frame, layer, head));
}

// The chain of numbers behind the chosen cell.
function whyText(run, frame, layer, head) {
  const map = attention(run, frame, layer, head), from = vectors(run, frame, layer), { row, column } = state;
  if (!map || row >= map.rows || column >= map.columns) return [element("p", {}, "This map is not in the page.")];
  const name = (t) => `${short(run.tokens[t])} (position ${t})`;
  const line = (...text) => element("p", {}, ...text);
  if (!from) return [line(`mean weight ${number(map.at(row, column))}`)];
  if (!mayAttend(run, row, column)) return [line(`Query ${name(row)} may not look at key ${name(column)}: it is masked.`)];
  const qk = dot(run, from.q, from.k, row, column, head), score = qk * run.scale, weight = map.at(row, column);
  const v = Math.sqrt(dot(run, from.v, from.v, column, column, head));
  return [line(`Head ${head}: query ${name(row)} looks at key ${name(column)}`),
    line(`q·k = ${number(qk)}`),
    line(run.scale === 1 ? "not divided by √d_k" : `q·k / √d_k = ${number(qk)} / √${run.d_k} = ${number(score)}`),
    line(`softmax over the row: e^(${number(score)}) / Σ = ${number(weight)}`),
    line(`a |v| = ${number(weight)} × ${number(v)} = ${number(weight * v)}, ${(100 * share(run, from, map, row, column, head)).toFixed(0)} % of what this head gives out here`)];
}

function showTable(run, root, map) {
  if (!map || map.rows !== run.T || run.T > 64) return root.replaceChildren("The map is too large for a table.");
  const head = element("tr", {}, element("th", { scope: "col" }, "query \\ key"),
    ...run.tokens.map((token) => element("th", { scope: "col" }, short(token))));
  const rows = run.tokens.map((token, i) => element("tr", {}, element("th", { scope: "row" }, short(token)),
    ...run.tokens.map((_, j) => element("td", { class: "number" }, map.at(i, j).toFixed(3)))));
  root.replaceChildren(element("table", {}, head, ...rows));
}
