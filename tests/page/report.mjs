// report.html in headless Chromium: no error, no request, the slider changes the drawing, keyboard, dark, 360 px, print.
// node report.mjs CHROMIUM HEED FORMAT1, a run as tests/cli/format1; screenshots go to the folder $SCREENSHOTS, if it is set.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser } from "./browser.mjs";

const [chromium, heed, format1] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "heed-report-"));
const shots = process.env.SCREENSHOTS;
const run = (...words) => execFileSync(heed, words, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
const url = (name) => pathToFileURL(join(folder, name)).href;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// The middle of WCAG 2.1: the contrast of two colours "rgb(r, g, b)".
function contrast(a, b) {
  const luminance = (color) => {
    const [r, g, bl] = color.match(/[\d.]+/g).map((x) => x / 255).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl + 0.05;
  };
  const [x, y] = [luminance(a), luminance(b)];
  return Math.max(x, y) / Math.min(x, y);
}

// Each text's own colour and the colour behind it.
const TEXTS = `[...document.querySelectorAll("h1,h2,h3,p,span,td,th,button,output,summary,code,svg text")]
  .filter((e) => e.textContent.trim() && e.getClientRects().length)
  .map((e) => {
    let behind = e;
    while (behind && getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
    const style = getComputedStyle(e);
    return { text: e.textContent.slice(0, 40), color: e.closest("svg") ? style.fill : style.color, behind: getComputedStyle(behind ?? document.body).backgroundColor };
  })`;

const canvases = (page) => page.value(`[...document.querySelectorAll("figure canvas")].map((c) => c.toDataURL())`);
const now = (page) => page.value(`document.getElementById("now").textContent`);

async function keep(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  writeFileSync(join(shots, name), await page.screenshot());
}

function quiet(page, what) {
  assert.deepEqual(page.errors, [], `${what}: errors`);
  assert.equal(page.requests.length, 1, `${what}: requests ${page.requests}`);
}

const tests = {
  async "nothing is asked for and nothing goes wrong"(page) {
    quiet(page, "report");
    assert.match(await now(page), /^step 150 · loss /);
    assert.equal(await page.value(`document.documentElement.lang`), "en");
    assert.equal(await page.value(`document.title`), "reverse · heed");
  },

  async "the slider changes what is drawn, and the cursor"(page) {
    const last = await canvases(page), cursor = () => page.value(`document.querySelector(".cursor").getAttribute("x1")`);
    const before = await cursor();
    await page.value(`(() => { const s = document.getElementById("slider"); s.value = 0; s.dispatchEvent(new Event("input")); })()`);
    assert.match(await now(page), /^step 0 /);
    const first = await canvases(page);
    assert.equal(first.length, last.length);
    first.forEach((picture, i) => assert.notEqual(picture, last[i], `canvas ${i}`));
    assert.notEqual(await cursor(), before);
  },

  async "attention is computed from q and k as heed computes it"(page) {
    // the same weights in words, from the C program: "head 1 attends to the mirror position, 97 % of its weight"
    const captions = readFileSync(join(folder, "run/captions.txt"), "utf8").split("\n").find((line) => line.startsWith("attn/step_000150"));
    const said = [...captions.matchAll(/head (\d) attends to the mirror position, (\d+) %/g)];
    assert.ok(said.length >= 1, captions);
    for (const [, head, percent] of said) {
      const share = await page.value(`(() => { const run = DATA.runs[0], map = attention(run, run.frames.length - 1, 0, ${head});
        let sum = 0; for (let i = 0; i < 8; i++) sum += map.at(i, 7 - i); return sum / 8; })()`);
      assert.equal(Math.round(100 * share), Number(percent));
    }
    const sums = await page.value(`(() => { const map = attention(DATA.runs[0], 3, 0, 0), all = [];
      for (let i = 0; i < 8; i++) { let sum = 0; for (let j = 0; j < 8; j++) sum += map.at(i, j); all.push(sum); } return all; })()`);
    sums.forEach((sum) => assert.ok(Math.abs(sum - 1) < 1e-12));
  },

  async "the pointer shows the chain of numbers behind a cell"(page) {
    const box = await page.value(`(() => { const b = document.querySelectorAll("figure canvas")[1].getBoundingClientRect(); return { x: b.x, y: b.y, w: b.width, h: b.height }; })()`);
    await page.send("Input.dispatchMouseEvent", { type: "mouseMoved", x: box.x + box.w * 0.5, y: box.y + box.h * 0.6 });
    await pause(50);
    const why = await page.value(`document.querySelector(".why").innerText`);
    assert.match(why, /Head 1: query \d \(position \d\) looks at key \d/);
    const [qk, score, weight] = [/q·k = (-?[\d.e-]+)/, /√16 = (-?[\d.e-]+)/, /Σ = ([\d.e-]+)/].map((pattern) => Number(why.match(pattern)[1]));
    assert.ok(Math.abs(qk / 4 - score) <= 0.01 * Math.abs(score) + 1e-3, `${qk} / sqrt(16) is not ${score}`);
    const state = await page.value(`({ row: state.row, column: state.column, weight: attention(DATA.runs[0], frameAt(DATA.runs[0], steps[state.at]), 0, 1).at(state.row, state.column) })`);
    assert.ok(Math.abs(state.weight - weight) < 0.01 * weight + 1e-6);
    assert.match(why, /% of what this head gives out/);
  },

  async "all of it is there by keyboard"(page) {
    await page.key("Home");
    assert.match(await now(page), /^step 0 /);
    await page.key("ArrowRight");
    assert.match(await now(page), /^step 1 /);
    await page.key("End");
    assert.match(await now(page), /^step 150 /);
    await page.key("1");
    assert.equal(await page.value(`document.querySelector(".heads button[aria-pressed=true]").textContent`), "head 0");
    await page.value(`document.querySelectorAll("figure canvas")[1].focus()`);
    await page.value(`choose(0, 0, 1)`);
    await page.key("ArrowDown");
    await page.key("ArrowRight");
    assert.deepEqual(await page.value(`[state.row, state.column, state.head]`), [1, 1, 1]);
    assert.match(await now(page), /^step 150 /, "arrows in a map do not move the slider");
    await page.value(`document.activeElement.blur()`);
    await page.key("Home");
    await page.key(" ", "Space", " ");
    await pause(1500);
    assert.equal(await page.value(`document.getElementById("play").getAttribute("aria-pressed")`), "true");
    assert.doesNotMatch(await now(page), /^step 0 /, "it plays");
    await page.key(" ", "Space", " ");
    assert.equal(await page.value(`document.getElementById("play").getAttribute("aria-pressed")`), "false");
    // nothing that can be pressed is out of the Tab order
    assert.equal(await page.value(`[...document.querySelectorAll("button, input, canvas[role=img], summary")].filter((e) => e.tabIndex < 0 && e.closest(".maps")?.querySelector("[tabindex]")).length`), 0);
  },

  async "a screen reader finds names for all of it"(page) {
    const nameless = await page.value(`[...document.querySelectorAll("canvas, svg, button, input, section")].filter((e) =>
      !(e.getAttribute("aria-hidden") === "true" || e.getAttribute("aria-label")?.trim() || e.getAttribute("aria-labelledby") || e.closest("label") || e.textContent.trim())).map((e) => e.outerHTML.slice(0, 90))`);
    assert.deepEqual(nameless, []);
    assert.match(await page.value(`document.querySelector("figure canvas").getAttribute("aria-label")`), /head 0 at step \d+: (attends|spreads)/);
    assert.ok(await page.value(`document.querySelector(".why").getAttribute("aria-live") === "polite"`));
    await page.value(`document.querySelector(".card details").open = true`);
    await pause(50);
    assert.equal(await page.value(`document.querySelector(".card details").querySelectorAll("td").length`), 64);
  },

  async "light and dark are both read with ease"(page) {
    const grounds = [];
    for (const scheme of ["light", "dark"]) {
      await page.media("screen", scheme);
      await pause(100);
      grounds.push(await page.value(`getComputedStyle(document.body).backgroundColor`));
      for (const { text, color, behind } of await page.value(TEXTS))
        assert.ok(contrast(color, behind) >= 4.5, `${scheme}: "${text}" ${color} on ${behind}: ${contrast(color, behind).toFixed(2)}`);
      await keep(page, `report_${scheme}.png`);
    }
    assert.notEqual(grounds[0], grounds[1]);
    await page.media("screen", "light");
  },

  async "it fits a phone"(page) {
    await page.width(360, 740);
    await pause(100);
    assert.ok(await page.value(`document.documentElement.scrollWidth`) <= 360, "it scrolls sideways");
    const wide = await page.value(`[...document.querySelectorAll("canvas, svg, pre, .card")].filter((e) => e.getBoundingClientRect().right > 361).map((e) => e.outerHTML.slice(0, 80))`);
    assert.deepEqual(wide, []);
    await keep(page, "report_360.png");
    await page.width(1280, 1000);
  },

  async "it is printed without what cannot be pressed on paper"(page) {
    await page.media("print", "dark");
    assert.equal(await page.value(`getComputedStyle(document.getElementById("play")).display`), "none");
    assert.equal(await page.value(`getComputedStyle(document.body).backgroundColor`), "rgb(255, 255, 255)", "paper is white");
    const { data } = await page.send("Page.printToPDF", {});
    assert.ok(Buffer.from(data, "base64").length > 20000);
    await page.media("screen", "light");
  },
};

// A folder's name is text, whatever it looks like.
async function hostileNames(browser) {
  const name = `<img src=x onerror="window.hacked=1"><script>window.hacked=1<!--`;
  renameSync(join(folder, "small"), join(folder, name));
  run("report", name, "run", "--out", "two.html");
  const page = await browser.open(url("two.html"));
  quiet(page, "two runs");
  assert.equal(await page.value(`window.hacked`), undefined);
  assert.equal(await page.value(`document.querySelectorAll("article.run").length`), 2);
  assert.equal(await page.value(`document.querySelector("article.run h2").textContent`), name);
  assert.match(await now(page), /^step 150 · loss .* \| loss /);
  await page.key("Home");
  assert.match(await now(page), /^step 0 /);
  await keep(page, "two_runs.png");
}

// A page never has more than 2 MB, and says what it left out.
async function largeRun(browser) {
  run("train", "reverse", "--length", "4", "--vocab", "6", "--dim", "128", "--batch", "1", "--steps", "31", "--eval-every", "1000",
    "--keyframes", Array.from({ length: 31 }, (_, i) => i).join(","), "--png", "final", "--quiet", "--out", "large");
  assert.ok(statSync(join(folder, "large/report.html")).size <= 2e6);
  const page = await browser.open(url("large/report.html"));
  quiet(page, "large");
  const said = await page.value(`document.querySelector("article.run > p").innerText`);
  const left = said.match(/at most 2 MB: (2\d) of 32 keyframes are in it\. Left out are steps ([\d, ]+)\./);
  assert.ok(left, said);
  const out = left[2].split(", ").map(Number), kept = await page.value(`DATA.runs[0].frames.map((frame) => frame.step)`);
  assert.equal(kept.length, Number(left[1]));
  assert.deepEqual([...out, ...kept].sort((a, b) => a - b), Array.from({ length: 32 }, (_, i) => i), "each is in it, or is named");
}

// What words may look like: each is text, in labels, circuits, and the table.
async function hostileWords(browser) {
  const words = [`<script>window.hacked=1</script>`, `"quo"te's`, "ü", "日本語", "&amp;", "x".repeat(200), "</script><!--"];
  const line = (i) => [0, 1, 2].map((k) => words[(i * (k + 1) + k) % words.length]);
  writeFileSync(join(folder, "words.txt"), words.map((_, i) => `${line(i).join(" ")} -> ${line(i).reverse().join(" ")}\n`).join(""));
  run("train", "--data", "words.txt", "--held-out", "0", "--steps", "3", "--dim", "8", "--quiet", "--out", "words");
  const page = await browser.open(url("words/report.html"));
  quiet(page, "words");
  assert.equal(await page.value(`window.hacked`), undefined);
  const shown = await page.value(`DATA.runs[0].tokens`);
  assert.deepEqual(shown.filter((word) => !words.some((whole) => whole.startsWith(word))), []);
  assert.deepEqual(await page.value(`DATA.runs[0].vocabulary.length`), words.length);
  await page.value(`document.querySelector(".card details").open = true`);
  await pause(50);
  assert.equal(await page.value(`document.querySelector(".card details th[scope=row]").textContent`), await page.value(`short(DATA.runs[0].tokens[0])`));
  await keep(page, "words.png");
}

// The weights are finite, and so large that scores are not: the map has no numbers, here as in heed.
async function notANumber(browser, format1) {
  cpSync(format1, join(folder, "nan"), { recursive: true });
  const file = join(folder, "nan/weights/step_000002.safetensors"), bytes = readFileSync(file), start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, start));
  for (const name of ["W_Q", "W_K"]) {
    const [begin, end] = header[`layer0.attention.${name}`].data_offsets;
    for (let at = start + begin; at < start + end; at += 4) bytes.writeFloatLE(3e30, at);
  }
  writeFileSync(file, bytes);
  assert.match(run("show", "nan"), /NaN +NaN +NaN/);
  run("report", "nan");
  const page = await browser.open(url("nan/report.html"));
  quiet(page, "not a number");
  assert.match(await page.value(`document.querySelector("figure canvas").getAttribute("aria-label")`), /has weights that are not numbers/);
  assert.equal(await page.value(`document.querySelector("figure figcaption span").textContent`), "entropy NaN nats");
  const pixel = await page.value(`(() => { const c = document.querySelector("figure canvas"), n = devicePixelRatio;
    const { left, top } = layOut(3, 3, { queries: DATA.runs[0].tokens, keys: DATA.runs[0].tokens, targets: DATA.runs[0].targets, answers: DATA.runs[0].frames.at(-1).answers, side: 320 });
    return [...c.getContext("2d").getImageData((left + 50) * n, (top + 47) * n, 1, 1).data].slice(0, 3); })()`);
  assert.deepEqual(pixel, [0x2d, 0xd4, 0xbf], "the colour of what is no number");
}

// Sixteen heads, and 512 positions: each is drawn.
async function largeSizes(browser) {
  run("train", "reverse", "--length", "4", "--vocab", "6", "--heads", "16", "--dim", "16", "--steps", "2", "--quiet", "--out", "heads");
  const heads = await browser.open(url("heads/report.html"));
  quiet(heads, "16 heads");
  assert.equal(await heads.value(`document.querySelectorAll("figure canvas[tabindex]").length`), 16);
  const tokens = Array.from({ length: 512 }, (_, i) => (i * i) % 7).join(" ");
  writeFileSync(join(folder, "long.txt"), `${tokens} -> ${tokens}\n`);
  run("train", "--data", "long.txt", "--held-out", "0", "--steps", "1", "--dim", "4", "--batch", "1", "--quiet", "--out", "long");
  const long = await browser.open(url("long/report.html"));
  quiet(long, "512 positions");
  const { drawn, width } = await long.value(`(() => { const c = document.querySelector("figure canvas"), all = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
    let drawn = 0; for (let i = 3; i < all.length; i += 4) drawn += all[i] > 0; return { drawn, width: c.width }; })()`);
  assert.ok(width >= 320 && drawn > 300 * 300, `${drawn} pixels`);
}

// The animation plays: two pictures of it, a while apart, differ, and are no blank paper.
async function animation(browser) {
  writeFileSync(join(folder, "anim.html"), `<body style="margin:0"><img src="run/film_anim.png">`);
  const page = await browser.open(url("anim.html"));
  await page.width(900, 520);
  const early = await page.screenshot();
  await pause(2600);
  const late = await page.screenshot();
  assert.ok(early.length > 8000 && late.length > 8000);
  assert.notDeepEqual(early, late);
  const size = statSync(join(folder, "run/film_anim.png")).size;
  assert.ok(size < 300000, `film_anim.png has ${size} bytes`);
}

run("train", "reverse", "--heads", "2", "--steps", "150", "--quiet", "--out", "run");
run("train", "shift", "--length", "4", "--vocab", "5", "--dim", "8", "--batch", "4", "--layers", "2", "--steps", "8", "--quiet", "--out", "small");
const browser = new Browser(chromium);
let failed = 0, done = 0;
const attempt = async (name, test) => {
  const begun = Date.now();
  try {
    await test();
    done++;
    if (process.env.VERBOSE) console.log(`${name}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  } catch (error) {
    failed++;
    console.log(`FAILED: ${name}\n  ${error.message}`);
  }
};
try {
  const page = await browser.open(url("run/report.html"));
  await page.width(1280, 1000);
  for (const [name, test] of Object.entries(tests)) await attempt(name, () => test(page));
  await attempt("still no error", async () => quiet(page, "afterwards"));
  await attempt("names are text", () => hostileNames(browser));
  await attempt("words are text", () => hostileWords(browser));
  await attempt("not a number", () => notANumber(browser, format1));
  await attempt("16 heads, 512 positions", () => largeSizes(browser));
  await attempt("a large run", () => largeRun(browser));
  await attempt("the animation plays", () => animation(browser));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${done} passed, ${failed} failed`);
process.exitCode = failed > 0 || done < 10 ? 1 : 0;
