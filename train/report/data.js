"use strict";
// The data of the page, and the maths on it: attention is computed here again from q and k, as the layer does it.

const DATA = JSON.parse(document.getElementById("data").textContent);

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function floatsOf(text) {
  return new Float32Array(bytesOf(text).buffer);
}

// A matrix that was kept in 8 bits: {rows, columns, block, limit, data} -> {rows, columns, block, limit, at(r, c)}.
function matrixOf(kept) {
  const values = new Int8Array(bytesOf(kept.data).buffer);
  const { rows, columns, block, limit } = kept;
  const at = (r, c) => (values[r * columns + c] === -128 ? NaN : (values[r * columns + c] / 127) * limit);
  return { rows, columns, block, limit, at };
}

// What is to be said of a map whose cells are means.
function meansIn({ block }) {
  return block > 1 ? ` · means of ${block} × ${block}` : "";
}

function minus(a, b) {
  const at = (r, c) => a.at(r, c) - b.at(r, c);
  let limit = 0;
  for (let r = 0; r < a.rows; r++)
    for (let c = 0; c < a.columns; c++) limit = Math.max(limit, Math.abs(at(r, c)) || 0);
  return { rows: a.rows, columns: a.columns, block: a.block, limit, at };
}

function mayAttend(run, query, key) {
  if (run.tokens[query] === null || run.tokens[key] === null) return false; // padding
  if (run.mask === "causal") return key <= query;
  if (run.mask === "strict") return key < query || (query === 0 && key === 0);
  return true;
}

const kept = new Map(); // what has been computed, by run, frame, layer and head

function cached(name, make) {
  if (!kept.has(name)) kept.set(name, make());
  return kept.get(name);
}

// The queries, keys and values of a layer at a frame, [T, H d_k] each; null where they were left out.
function vectors(run, frame, layer) {
  const source = run.frames[frame].layers[layer];
  if (!source.q) return null;
  return cached(`v${run.id} ${frame} ${layer}`, () =>
    ({ q: floatsOf(source.q), k: floatsOf(source.k), v: floatsOf(source.v) }));
}

// q_i . k_j of one head, in the run's precision: what is too large for it is infinite here too.
function dot(run, a, b, i, j, head) {
  const width = run.H * run.d_k, first = head * run.d_k;
  let sum = 0;
  for (let c = first; c < first + run.d_k; c++) sum += a[i * width + c] * b[j * width + c];
  return run.precision === "float" ? Math.fround(sum) : sum;
}

// The map of one head: {rows, columns, at}, softmax(q k^T scale) over what may be attended to.
function attention(run, frame, layer, head) {
  return cached(`a${run.id} ${frame} ${layer} ${head}`, () => {
    const from = vectors(run, frame, layer);
    if (!from) {
      const map = run.frames[frame].layers[layer].maps;
      return map ? matrixOf(map[head]) : null;
    }
    const T = run.T, A = new Float64Array(T * T);
    for (let i = 0; i < T; i++) {
      let most = -Infinity, sum = 0;
      for (let j = 0; j < T; j++) {
        A[i * T + j] = mayAttend(run, i, j) ? dot(run, from.q, from.k, i, j, head) * run.scale : -Infinity;
        most = Math.max(most, A[i * T + j]);
      }
      for (let j = 0; j < T; j++) {
        A[i * T + j] = A[i * T + j] === -Infinity ? 0 : Math.exp(A[i * T + j] - most);
        sum += A[i * T + j];
      }
      for (let j = 0; j < T && sum !== 0; j++) A[i * T + j] /= sum;
    }
    return { rows: T, columns: T, limit: 1, at: (i, j) => A[i * T + j] };
  });
}

// Mean over the supervised rows, in nats.
function entropy(run, map) {
  let sum = 0, rows = 0;
  for (let i = 0; i < map.rows; i++) {
    if (map.rows === run.T && run.targets[i] === null) continue;
    rows++;
    for (let j = 0; j < map.columns; j++) sum -= map.at(i, j) === 0 ? 0 : map.at(i, j) * Math.log(map.at(i, j));
  }
  return rows ? sum / rows : 0;
}

// The share of row i's output that comes from key j: a |v_j| over the sum of all of them.
function share(run, from, map, i, j, head) {
  let own = 0, all = 0;
  for (let t = 0; t < run.T; t++) {
    const part = map.at(i, t) * Math.sqrt(dot(run, from.v, from.v, t, t, head));
    all += part;
    if (t === j) own = part;
  }
  return all > 0 ? own / all : 0;
}

function number(value, digits = 3) {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(digits - 1) : value.toPrecision(digits);
}

// --- colours: the paths of train/figures/color.c ---------------------------------------------------------------------

function oklch(L, chroma, hue) {
  const a = chroma * Math.cos((hue * Math.PI) / 180), b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s, -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s];
  return linear.map((x) => {
    const c = Math.min(Math.max(x, 0), 1);
    return Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
  });
}

const EMBER = Array.from({ length: 256 }, (_, i) => {
  const t = i / 255;
  return oklch(0.16 + 0.8 * t, 0.05 + 0.16 * Math.sin(Math.PI * t ** 0.85) + 0.02 * t, 270 + 185 * t);
});

// On a dark page zero is dark, and both signs grow lighter.
function tide(dark) {
  return Array.from({ length: 255 }, (_, i) => {
    const v = (i - 127) / 127, size = Math.abs(v), hue = v < 0 ? 255 : 38;
    return oklch(dark ? 0.23 + 0.55 * size : 0.97 - 0.52 * size, 0.005 + 0.17 * size ** 0.8, hue);
  });
}
const TIDES = { light: tide(false), dark: tide(true) };

function inkOn([r, g, b]) {
  const linear = [r, g, b].map((x) => (x / 255 <= 0.04045 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.179 ? "#ffffff" : "#000000";
}
