// Drawing: maps on canvases, arcs and curves as SVG. Nothing here keeps a state.

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const isDark = () => matchMedia("screen and (prefers-color-scheme: dark)").matches;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function short(text, letters = 8) {
  const all = [...String(text ?? "")].map((c) => (c === " " ? "␣" : c));
  return all.length > letters ? all.slice(0, letters - 1).join("") + "…" : all.join("");
}

// --- maps -----------------------------------------------------------------------------------------------------------

// How a map of rows x columns with these labels is laid out, in CSS pixels.
function layOut(rows, columns, options) {
  const longest = (labels) => Math.max(0, ...(labels ?? []).map((label) => [...short(label)].length));
  const cell = Math.min(options.cell ?? 40, Math.max(1, (options.side ?? 320) / Math.max(rows, columns)));
  const grid = cell >= 3 ? Math.floor(cell) : cell;
  const left = options.queries ? 8 + 7.5 * longest(options.queries) : 0;
  const every = Math.max(1, Math.ceil(14 / grid)); // of which one is labelled
  const turned = longest(options.keys) * 7.5 + 6 > Math.max(grid * every, 15);
  const top = options.keys ? 8 + (turned ? 7.5 * longest(options.keys) : 12) : 0;
  const right = options.targets ? 8 + 7.5 * (longest(options.targets) + longest(options.answers) + 1) : 0;
  return { cell: grid, left, top, right, every, turned, width: left + grid * columns + right, height: top + grid * rows };
}

function fit(canvas, width, height) {
  const ratio = Math.max(1, devicePixelRatio || 1);
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  canvas.style.width = `${Math.ceil(width)}px`;
  canvas.style.aspectRatio = `${Math.ceil(width)} / ${Math.ceil(height)}`;
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = '12px ui-monospace, "DejaVu Sans Mono", monospace';
  context.textBaseline = "middle";
  return context;
}

function drawLabels(context, layout, options) {
  const { every } = layout;
  const middle = (i) => (i + 0.5) * layout.cell;
  context.fillStyle = css("ink");
  (options.keys ?? []).forEach((label, j) => {
    if (j % every) return;
    context.save();
    context.translate(layout.left + middle(j), layout.top - 6);
    if (layout.turned) context.rotate(-Math.PI / 2);
    context.textAlign = layout.turned ? "left" : "center";
    context.fillText(short(label), 0, layout.turned ? 0 : -5);
    context.restore();
  });
  (options.queries ?? []).forEach((label, i) => {
    context.textAlign = "right";
    if (i % every === 0) context.fillText(short(label), layout.left - 6, layout.top + middle(i));
  });
  (options.targets ?? []).forEach((label, i) => {
    if (i % every || label === null) return;
    const answer = options.answers?.[i];
    const wrong = answer !== undefined && answer !== label;
    context.textAlign = "left";
    context.fillStyle = css(wrong ? "wrong" : "right");
    context.fillText(wrong ? `${short(answer)}≠${short(label)}` : short(label),
      layout.width - layout.right + 6, layout.top + middle(i));
  });
}

function rgbOf(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

// A map of very many cells, as one picture: a cell at a time would take seconds.
function drawSmall(context, map, options, layout) {
  const image = new ImageData(map.columns, map.rows), hidden = rgbOf(css("masked")), nan = rgbOf(css("nan"));
  for (let r = 0, to = 0; r < map.rows; r++)
    for (let c = 0; c < map.columns; c++, to += 4) {
      const value = map.at(r, c), masked = options.allowed && value === 0 && !options.allowed(r, c);
      const place = Math.round(Math.min(Math.max(options.value(value), 0), 1) * (options.colors.length - 1));
      image.data.set(masked ? hidden : Number.isNaN(value) ? nan : options.colors[place], to);
      image.data[to + 3] = 255;
    }
  const picture = element("canvas");
  picture.width = map.columns;
  picture.height = map.rows;
  picture.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingEnabled = layout.cell < 1; // then neighbours are averaged
  context.drawImage(picture, layout.left, layout.top, map.columns * layout.cell, map.rows * layout.cell);
}

// options: colors (a list), value (matrix value -> 0 .. 1), allowed(r, c), numbers, keys, queries, targets, answers,
// chosen {row, column}. Returns the layout, by which a place on the canvas becomes a cell.
function drawMap(canvas, map, options) {
  const layout = layOut(map.rows, map.columns, options);
  const context = fit(canvas, layout.width, layout.height);
  const gap = layout.cell >= 12 ? 1 : 0, small = layout.cell < 3;
  if (small) drawSmall(context, map, options, layout);
  for (let r = 0; r < map.rows && !small; r++)
    for (let c = 0; c < map.columns; c++) {
      const value = map.at(r, c);
      const masked = options.allowed && !options.allowed(r, c) && value === 0;
      const place = Math.round(Math.min(Math.max(options.value(value), 0), 1) * (options.colors.length - 1));
      const color = options.colors[Number.isFinite(place) ? place : 0];
      context.fillStyle = masked ? css("masked") : Number.isNaN(value) ? css("nan") : `rgb(${color})`;
      const x = layout.left + c * layout.cell, y = layout.top + r * layout.cell;
      context.fillRect(x, y, layout.cell - gap, layout.cell - gap);
      if (!options.numbers || layout.cell < 26 || masked || Math.abs(value) < 0.005) continue;
      context.fillStyle = Number.isNaN(value) ? "#000000" : inkOn(color);
      context.textAlign = "center";
      context.fillText(Number.isNaN(value) ? "NaN" : value >= 0.995 ? "1" : value.toFixed(2).slice(1),
        x + (layout.cell - gap) / 2, y + (layout.cell - gap) / 2 + 1);
    }
  drawLabels(context, layout, options);
  if (options.chosen) {
    context.strokeStyle = css("accent");
    context.lineWidth = 3;
    context.strokeRect(layout.left + options.chosen.column * layout.cell - 0.5,
      layout.top + options.chosen.row * layout.cell - 0.5, layout.cell, layout.cell);
  }
  return layout;
}

const EMBER_OPTIONS = { colors: EMBER, value: (x) => x };

function tideOptions(limit) {
  return { colors: TIDES[isDark() ? "dark" : "light"], value: (x) => 0.5 + (limit > 0 ? x / limit / 2 : 0) };
}

// --- arcs -----------------------------------------------------------------------------------------------------------

function drawArcs(root, run, map, answers) {
  const T = map.rows, step = Math.max(10, Math.min(34, 340 / T)), height = T * step + 30;
  const wide = (labels, letters) => 7.5 * Math.max(2, ...labels.map((label) => [...short(label, letters)].length));
  const said = run.targets.map((target, i) => answers?.[i] ?? target);
  const x0 = 44 + wide(said, 5) + wide(run.tokens), x1 = x0 + 230, width = x1 + 20 + wide(run.tokens);
  const y = (i) => 24 + (i + 0.5) * step, every = Math.ceil(13 / step);
  root.replaceChildren();
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.style.maxWidth = `${1.2 * width}px`;
  root.append(svg("text", { x: x0 - 10, y: 12, "text-anchor": "end", class: "muted" }, "query"),
    svg("text", { x: x1 + 10, y: 12, class: "muted" }, "key"));
  for (let i = 0; i < T; i++)
    for (let j = 0; j < T; j++) {
      const weight = map.at(i, j);
      if (!(weight >= 0.02)) continue;
      root.append(svg("path", { d: `M${x0} ${y(i)} C${x0 + 90} ${y(i)} ${x1 - 90} ${y(j)} ${x1} ${y(j)}`, fill: "none",
        stroke: `var(--${weight >= 0.5 ? "red" : "purple"})`, "stroke-width": (0.5 + 5 * weight).toFixed(2),
        "stroke-opacity": (0.15 + 0.75 * weight).toFixed(2), "stroke-linecap": "round" }));
    }
  for (let i = 0; i < T && map.rows === run.T; i++) {
    if (i % every) continue;
    root.append(svg("text", { x: x0 - 10, y: y(i) + 4, "text-anchor": "end" }, short(run.tokens[i])),
      svg("text", { x: x1 + 10, y: y(i) + 4 }, short(run.tokens[i])));
    if (run.targets[i] !== null)
      root.append(svg("text", { x: 8, y: y(i) + 4, style: `fill: var(--${answers?.[i] === run.targets[i] ? "right" : "wrong"})` },
        `→ ${short(said[i], 5)}`));
  }
}

// --- curves ---------------------------------------------------------------------------------------------------------

const CHART = { width: 560, height: 210, left: 52, right: 90, top: 12, bottom: 26 };

function ticksOf(low, high, log) {
  if (log) {
    const first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high));
    const stride = Math.max(1, Math.ceil((last - first) / 6)), all = [];
    for (let power = first; power <= last; power += stride) all.push(10 ** power);
    return all;
  }
  const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough));
  const stride = [1, 2, 5, 10].map((m) => m * power).find((x) => x >= rough * 0.999);
  const all = [];
  for (let x = Math.ceil(low / stride - 1e-9) * stride; x <= high * 1.0001; x += stride) all.push(x);
  return all;
}

// Of so many values that one is drawn for, on a scale of powers: their geometric mean.
function meansOf({ x, y, ...rest }, size) {
  const means = { ...rest, x: [], y: [] };
  for (let i = 0; i < y.length; i += size) {
    const some = y.slice(i, i + size).filter((v) => v > 0);
    means.x.push(x[Math.min(i + Math.floor(size / 2), x.length - 1)]);
    means.y.push(some.length ? Math.exp(some.reduce((sum, v) => sum + Math.log(v), 0) / some.length) : null);
  }
  return means;
}

// series: [{name, color, x, y, faint, dashed}]. Returns {x(step), step(x)}: what lies where.
function drawChart(root, series, { log, low, solved, lastStep }) {
  const values = series.flatMap((s) => s.y).filter((v) => v !== null && (!log || v > 0));
  let least = Math.min(...values, low ?? Infinity), most = Math.max(...values);
  if (!values.length) [least, most] = [log ? 0.1 : 0, 1];
  if (log) [least, most] = [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(most) + 1e-9)];
  else most = most > least ? most + (most - least) * 0.05 : least + 1;
  const { width, height, left, right, top, bottom } = CHART;
  const scale = (v) => (log ? Math.log(v / least) / Math.log(most / least) : (v - least) / (most - least));
  const y = (v) => height - bottom - scale(v) * (height - top - bottom);
  const x = (step) => left + (step / Math.max(1, lastStep)) * (width - left - right);
  root.replaceChildren();
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  for (const tick of ticksOf(least, most, log))
    if (tick <= most * 1.0001)
      root.append(svg("line", { x1: left, x2: width - right, y1: y(tick), y2: y(tick), stroke: "var(--rule)" }),
        svg("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end", class: "muted" }, String(Number(tick.toPrecision(3)))));
  for (const tick of ticksOf(0, Math.max(1, lastStep), false))
    root.append(svg("text", { x: x(tick), y: height - 8, "text-anchor": "middle", class: "muted" }, String(tick)));
  if (solved !== null)
    root.append(svg("line", { x1: x(solved), x2: x(solved), y1: top, y2: height - bottom, stroke: "var(--right)",
      "stroke-dasharray": "4 3" }), svg("text", { x: x(solved) + 4, y: top + 10, style: "fill: var(--right)" }, "solved"));
  const ends = [];
  for (const line of series) {
    const points = line.x.map((step, i) => [step, line.y[i]]).filter(([, v]) => v !== null && (!log || v > 0));
    root.append(svg("polyline", { points: points.map(([s, v]) => `${x(s).toFixed(1)},${y(v).toFixed(1)}`).join(" "),
      fill: "none", stroke: `var(--${line.color})`, "stroke-width": line.faint ? 1 : 2,
      "stroke-dasharray": line.dashed ? "6 4" : "none", "stroke-linejoin": "round" }));
    if (points.length) ends.push({ y: y(points[points.length - 1][1]), line });
  }
  ends.sort((a, b) => a.y - b.y).forEach((end, i) => { end.y = Math.max(end.y, i ? ends[i - 1].y + 14 : top); });
  ends.reduceRight((below, end) => { end.y = Math.min(end.y, below - 14); return end.y; }, height + 4);
  ends.forEach((end) => {
    root.append(svg("text", { x: width - right + 6, y: end.y + 4, style: `fill: var(--${end.line.color})` }, end.line.name));
  });
  root.append(svg("line", { class: "cursor", y1: top, y2: height - bottom, stroke: "var(--accent)", "stroke-width": 2 }));
  return { x, step: (at) => ((at - left) / (width - left - right)) * lastStep };
}
