// page.js - the page in a headless browser: every control, every key, no
// error, no request, deep links, accessibility, and its pace.
//
//   node page.js PROGRAM [CHROMIUM]
"use strict";
const assert = require("node:assert");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { busiest } = require("./busy.js");

const program = path.resolve(process.argv[2]);
const executablePath = process.argv[3] || "/usr/bin/chromium";
const root = path.resolve(__dirname, "../..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pm-page-"));
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

function make(script, name, ...options) {
  const out = path.join(folder, name);
  execFileSync(program, [...options, script, "-o", out], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  return out;
}

function slides(script, name) {
  const out = path.join(folder, name);
  execFileSync(program, ["slides", script, "-o", out], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  return out;
}

// A page that must not complain and must not ask for anything.
async function open(browser, file, hash = "") {
  const context = await browser.newContext({ viewport: { width: 1400, height: 850 } });
  const page = await context.newPage();
  page.troubles = [];
  page.on("console", (message) => message.type() === "error" && page.troubles.push(message.text()));
  page.on("pageerror", (error) => page.troubles.push(error.stack));
  page.on("request", (request) => {
    if (!request.url().startsWith("file://")) page.troubles.push("request " + request.url());
  });
  page.begun = Date.now();
  await page.goto("file://" + file + hash, { waitUntil: "commit" });
  await page.waitForFunction(() => document.documentElement.dataset.ready === "1", null, { timeout: 20000 });
  page.loaded = Date.now() - page.begun;
  page.first = await page.evaluate(() => Math.round((performance.getEntriesByName("first-contentful-paint")[0] || { startTime: -1 }).startTime));
  return page;
}

async function close(page) {
  assert.deepStrictEqual(page.troubles, []);
  await page.context().close();
}

const where = (page) => page.textContent("#where");

async function accessible(page, what) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const found = result.violations.filter((violation) => ["serious", "critical"].includes(violation.impact))
    .map((violation) => `${violation.id}: ${violation.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`);
  assert.deepStrictEqual(found, [], what);
}

// A thousand boxes from far: a bitmap that can be chosen from.
async function fromFar(page) {
  await page.evaluate(() => {
    show(9000);
    zoomBy(0.1 / page.scale);
  });
  await page.waitForFunction(() => document.getElementById("far").ariaLabel);
  assert.ok(await page.isVisible("#far"));
  assert.strictEqual(await page.locator("#drawing .piece").count(), 0);
  const [told, there] = await page.evaluate(() => [
    document.getElementById("far").ariaLabel.match(/\d+/)[0],
    [...page.shown].filter(([key, number]) => /^o\d+$/.test(key) && isSeen(key, number, page.sight)).length]);
  assert.strictEqual(Number(told), there);
  // The middle of a box in sight, and whether its left border is painted.
  const place = await page.evaluate(() => {
    const box = $("canvas").getBoundingClientRect();
    const at = (x, y) => [(x - page.corner[0]) * page.scale, (y - page.corner[1]) * page.scale];
    for (const [serial, { place, type }] of page.info) {
      const [x, y] = at(place[0] + place[2] / 2, place[1] + place[3] / 2);
      if (type !== "Node" || !page.shown.has("o" + serial) || x < 20 || y < 20 || x > box.width - 20 || y > box.height - 20) continue;
      const [left, top] = at(place[0], place[1] + place[3] / 2).map((n) => Math.floor(n * devicePixelRatio));
      const pixels = $("far").getContext("2d").getImageData(left - 2, top, 4, 1).data;
      const dark = [4, 8, 12].some((i) => pixels[i] !== pixels[0]);
      return { serial, x: box.left + x, y: box.top + y, painted: dark };
    }
    return null;
  });
  assert.ok(place && place.painted, JSON.stringify(place));
  await page.mouse.click(place.x, place.y);
  assert.strictEqual(await page.evaluate(() => page.object), place.serial);
  await accessible(page, "from far");
  const typical = await page.evaluate(async () => {
    const list = [];
    for (let i = 1; i < 30; i++) {
      const begun = performance.now();
      show((i * 7919) % page.data.steps.length);
      await new Promise(requestAnimationFrame);
      list.push(performance.now() - begun);
    }
    return list.sort((a, b) => a - b)[15];
  });
  console.log(`  from far a jump takes ${typical.toFixed(1)} ms`);
  assert.ok(typical < 150, `from far a jump takes ${typical} ms`);
  await page.evaluate(() => zoomBy(0));
  await page.waitForFunction(() => document.getElementById("far").hidden);
  assert.ok(await page.locator("#drawing .piece").count() > 20);
}

const tests = {
  async moving(browser, file) {
    const page = await open(browser, file);
    const total = Number((await where(page)).split("/")[1]);
    assert.ok(total > 5);
    assert.strictEqual(await where(page), `1 / ${total}`);
    assert.ok(await page.isDisabled("#back"));
    const at = async (step, what) => assert.strictEqual(await where(page), `${step} / ${total}`, what);
    await page.keyboard.press("ArrowRight");
    await at(2, "right");
    await page.keyboard.press("n");
    await at(3, "n");
    await page.keyboard.press("ArrowLeft");
    await at(2, "left");
    await page.keyboard.press("p");
    await at(1, "p");
    await page.keyboard.press("End");
    await at(total, "End");
    assert.ok(await page.isDisabled("#next"));
    await page.keyboard.press("Home");
    await at(1, "Home");
    await page.keyboard.press("PageDown");
    await at(Math.min(11, total), "Page Down");
    await page.keyboard.press("PageUp");
    await at(1, "Page Up");
    await page.click("#next");
    await at(2, "button");
    await page.click("#back");
    await at(1, "back button");
    await page.click("#last");
    await at(total, "last button");
    await page.click("#first");
    await at(1, "first button");
    await page.$eval("#slider", (slider) => {
      slider.value = 3;
      slider.dispatchEvent(new Event("input"));
    });
    await at(4, "slider");
    await page.waitForURL(/#step=4$/);
    assert.match(await page.textContent("#sentence"), /^Step 4 of /);
    assert.match(await page.getAttribute("#slider", "aria-valuetext"), /step 4 of/);
    await page.evaluate(() => { location.hash = "#step=2"; });
    await page.waitForFunction(() => document.getElementById("where").textContent.startsWith("2 /"));
    await close(page);
    const deep = await open(browser, file, "#step=6");
    assert.strictEqual(await where(deep), `6 / ${total}`);
    await close(deep);
  },

  async sameDrawingEitherWay(browser, file) {
    const page = await open(browser, file);
    const keys = () => page.$$eval("#drawing .piece", (nodes) => nodes.map((node) => node.dataset.key + node.innerHTML).sort());
    const total = Number((await where(page)).split("/")[1]);
    const forth = [];
    for (let i = 0; i < total; i++) {
      forth.push(await keys());
      await page.keyboard.press("ArrowRight");
    }
    for (let i = total - 1; i >= 0; i--) {
      await page.evaluate((step) => { location.hash = `#step=${step + 1}`; }, i);
      await page.waitForFunction((text) => document.getElementById("where").textContent.startsWith(text), `${i + 1} /`);
      assert.deepStrictEqual(await keys(), forth[i], `step ${i + 1}`);
    }
    await close(page);
  },

  async playing(browser, file) {
    const page = await open(browser, file);
    await page.selectOption("#speed", "60");
    await page.keyboard.press(" ");
    await page.waitForFunction(() => document.getElementById("next").disabled, null, { timeout: 10000 });
    await page.waitForFunction(() => document.getElementById("play").getAttribute("aria-label") === "Play");
    await page.keyboard.press("l");
    assert.ok(await page.isChecked("#loop"));
    await page.click("#play");
    await page.waitForFunction(() => document.getElementById("where").textContent.startsWith("3 /"), null, { timeout: 10000 });
    await page.click("#play");
    assert.strictEqual(await page.getAttribute("#play", "aria-label"), "Play");
    await close(page);
  },

  async grains(browser, file) {
    const page = await open(browser, file, "#step=9");
    await page.keyboard.press("e");
    assert.strictEqual(await page.inputValue("#grain"), "event");
    const events = await page.$$("#events li");
    await page.keyboard.press("ArrowRight");
    assert.strictEqual(await page.$$eval("#events li.on", (items) => items.length), 1);
    for (let i = 0; i < events.length; i++) await page.keyboard.press("ArrowRight");
    assert.match(await where(page), /^10 /);
    await page.keyboard.press("e");
    assert.strictEqual(await page.inputValue("#grain"), "gc");
    await page.click("#first");
    let told = "";
    for (let i = 0; i < 80 && !(await page.isDisabled("#next")); i++) {
      await page.keyboard.press("ArrowRight");
      told += await page.textContent("#panel-gc");
    }
    for (const word of ["begins", "is copied", "comes from inside", "unreachable", "ends"]) assert.ok(told.includes(word), word);
    await close(page);
  },

  async objects(browser, file) {
    const page = await open(browser, file, "#step=8");
    const node = await page.$("#drawing .object[aria-label^=Node]");
    await node.click();
    const text = await page.textContent("#panel-object");
    for (const word of ["Its count is", "Who refers to it", "How it is reached", "Its life"]) assert.ok(text.includes(word), word);
    assert.match(text, /globals: \w+/);
    await page.click("#panel-object ol .link");
    await page.keyboard.press("Escape");
    assert.match(await page.textContent("#panel-object"), /Click an object/);
    await page.focus("#drawing .object");
    await page.keyboard.press("Enter");
    assert.match(await page.textContent("#panel-object"), /Its count is/);
    await page.click("#source li:nth-child(18) button");
    assert.match(await page.textContent("#panel-object"), /Line 18: all its events/);
    await close(page);
  },

  async stopsAndSearch(browser, file) {
    const page = await open(browser, file);
    await page.keyboard.press("s");
    assert.match(await page.textContent("#stop-told"), /no stop yet/);
    await page.selectOption("#stop-kind", "gc");
    await page.click("#stop-add");
    await page.click("#stop-next");
    assert.match(await page.textContent("#stop-told"), /Stopped/);
    const at = await where(page);
    await page.click("#stop-list .link");
    await page.selectOption("#stop-kind", "line");
    await page.fill("#stop-number", "18");
    await page.click("#stop-add");
    await page.click("#first");
    await page.click("#stop-next");
    assert.match(await page.textContent("#moment"), /line 18 is about/);
    await page.click("#last");
    await page.click("#stop-back");
    assert.match(await page.textContent("#moment"), /line 18 is about/);
    assert.ok(await page.$("#source li:nth-child(18).stop"));
    assert.notStrictEqual(at, "");
    await page.focus("#canvas");
    await page.keyboard.press("/");
    await page.keyboard.type("unreachable");
    assert.ok((await page.$$("#found button")).length > 0);
    await page.keyboard.press("Enter");
    assert.ok(await page.isHidden("#found"));
    await close(page);
  },

  async predicting(browser, file) {
    const page = await open(browser, file);
    await page.keyboard.press("q");
    assert.ok(await page.isChecked("#predict"));
    let asked = 0;
    for (let i = 0; i < 30 && !(await page.isDisabled("#next")); i++) {
      await page.click("#next");
      if (await page.$("#question[open]")) {
        asked++;
        const before = await where(page);
        await page.click("#answers button");
        assert.match(await page.textContent("#verdict"), /of \d+ so far/);
        await page.click("#question-close");
        await page.waitForFunction((text) => document.getElementById("where").textContent !== text, before);
      }
    }
    assert.ok(asked >= 2, `asked ${asked} times`);
    await close(page);
  },

  async panelsAndKeys(browser, file) {
    const page = await open(browser, file, "#step=7");
    for (const tab of ["object", "gc", "memory", "stops", "text", "events"]) {
      await page.click(`#tab-${tab}`);
      assert.ok(await page.isVisible(`#panel-${tab}`), tab);
    }
    await page.focus("#tab-events");
    await page.keyboard.press("ArrowLeft");
    assert.ok(await page.isVisible("#panel-text"));
    assert.match(await page.textContent("#panel-text"), /refers to/);
    const themes = new Set();
    await page.focus("#canvas");
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press("t");
      themes.add(await page.getAttribute("html", "data-theme"));
    }
    assert.strictEqual(themes.size, 4);
    await page.keyboard.press("?");
    assert.ok(await page.isVisible("#help"));
    await page.click("#help button");
    const width = () => page.$eval("#drawing", (svg) => Number(svg.getAttribute("width")));
    const fitted = await width();
    await page.keyboard.press("+");
    assert.ok((await width()) > fitted);
    await page.keyboard.press("0");
    assert.strictEqual(await width(), fitted);
    await page.click("#zoom-out");
    assert.ok((await width()) < fitted);
    await page.click("#legend summary");
    await page.click("#keys");
    await page.keyboard.press("Escape");
    await close(page);
  },

  async forAll(browser, file) {
    for (const theme of ["light", "dark", "contrast", "print"]) {
      const page = await open(browser, file, "#step=7");
      await page.evaluate((name) => { document.documentElement.dataset.theme = name; }, theme);
      await accessible(page, theme);
      for (const tab of ["object", "gc", "stops", "text", "memory"]) {
        await page.click(`#tab-${tab}`);
        await accessible(page, `${theme} ${tab}`);
      }
      await close(page);
    }
  },

  async withoutMotion(browser, file) {
    const context = await browser.newContext({ reducedMotion: "reduce", colorScheme: "dark" });
    const page = await context.newPage();
    await page.goto("file://" + file);
    await page.waitForFunction(() => document.documentElement.dataset.ready === "1");
    assert.strictEqual(await page.getAttribute("html", "data-theme"), "dark");
    await page.keyboard.press("ArrowRight");
    const names = await page.$$eval(".piece", (nodes) => nodes.map((node) => getComputedStyle(node).animationName));
    assert.ok(names.every((name) => name === "none"));
    await context.close();
  },

  async tenThousandSteps(browser) {
    const script = path.join(folder, "long.py");
    fs.writeFileSync(script, `class Node:
    def __init__(self, n):
        self.n = n
        self.left = None
        self.right = None
nodes = []
for i in range(1000):
    node = Node(i)
    nodes.append(node)
    if i > 0:
        parent = nodes[(i - 1) // 2]
        if i % 2:
            parent.left = node
        else:
            parent.right = node
`);
    const file = make(script, "long.html", "--max-objects", "1010");
    const size = fs.statSync(file).size;
    const page = await open(browser, file);
    await page.waitForFunction(() => page.pieces.length >= page.data.keys.length, null, { timeout: 20000 });
    const times = await page.evaluate(() => {
      const list = [];
      const total = page.data.steps.length;
      for (let i = 0; i < 60; i++) {
        const to = i % 2 ? (i * 7919) % total : Math.min(total - 1, page.step + 1);
        const begun = performance.now();
        show(to);
        page.svg.getBoundingClientRect();
        list.push(performance.now() - begun);
      }
      return [total, list.sort((a, b) => a - b), [...page.shown.keys()].filter((key) => /^o\d+$/.test(key)).length];
    });
    const [total, list, boxes] = times;
    console.log(`  ${total} steps over 1000 objects: ${(size / 1e6).toFixed(1)} MB, first picture ${page.first} ms, all there after ${page.loaded} ms, a step ${list[30].toFixed(1)} ms (slowest of 60: ${list[59].toFixed(1)} ms)`);
    assert.ok(total > 9500 && boxes > 300, `${total} steps, ${boxes} boxes`);
    // On a machine of its own 50; others may be at work on this one.
    assert.ok(list[30] < 100, `a step takes ${list[30]} ms`);
    const busy = Math.max(...await busiest(page, 40));
    console.log(`  the page's thread is busy with a step for ${busy.toFixed(1)} ms at most, of 40`);
    assert.ok(busy < 100, `busy for ${busy} ms`);
    assert.ok(size < 10e6, `${size} bytes`);
    await fromFar(page);
    await close(page);
  },

  async threads(browser) {
    const page = await open(browser, make("examples/threads_producer.py", "threads.html"));
    const total = Number((await where(page)).split("/")[1]);
    assert.ok(await page.isVisible("#threads"));
    assert.deepStrictEqual(await page.$$eval("#lanes text", (nodes) => nodes.map((node) => node.textContent)), ["MainThread", "producer", "consumer"]);
    const cursor = () => page.$eval("#lanes path:last-child", (node) => node.getAttribute("d"));
    const first = await cursor();
    const told = new Set();
    for (let i = 1; i < total; i++) {
      await page.keyboard.press("ArrowRight");
      told.add((await page.textContent("#holder")).match(/(\w+): holds the GIL/)?.[1]);
    }
    assert.notStrictEqual(await cursor(), first);
    for (const name of ["MainThread", "producer", "consumer"]) assert.ok(told.has(name), `${name} never holds the GIL`);
    await page.click("#lanes", { position: { x: 200, y: 5 } });
    const at = Number((await where(page)).split("/")[0]);
    assert.ok(at > 1 && at < total, `a click in the timeline leads to step ${at}`);
    await accessible(page, "threads");
    await close(page);
    const single = await open(browser, make("examples/r05_counting_references.py", "single.html"));
    assert.ok(await single.isHidden("#threads"));
    await close(single);
  },

  async deck(browser) {
    const file = slides("examples/r18_counting_misses_cycles.py", "deck.html");
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const page = await context.newPage();
    page.troubles = [];
    page.on("console", (message) => message.type() === "error" && page.troubles.push(message.text()));
    page.on("pageerror", (error) => page.troubles.push(error.message));
    await page.goto("file://" + file);
    const shown = () => page.$$eval(".slide", (nodes) => nodes.map((node, i) => (node.hidden ? -1 : i)).filter((i) => i >= 0));
    assert.deepStrictEqual(await shown(), [0]);
    await page.keyboard.press("ArrowRight");
    assert.deepStrictEqual(await shown(), [1]);
    await page.keyboard.press("End");
    const last = (await shown())[0];
    assert.ok(last >= 2);
    await page.keyboard.press("ArrowLeft");
    assert.deepStrictEqual(await shown(), [last - 1]);
    await page.keyboard.press("n");
    assert.ok(await page.isVisible(".slide:not([hidden]) .note"));
    await page.keyboard.press("t");
    assert.strictEqual(await page.getAttribute("html", "data-theme"), "dark");
    await accessible(page, "deck");
    await close(page);
  },
};

async function main() {
  let failed = 0, passed = 0;
  const file = make("examples/r23_the_algorithm.py", "small.html");
  const cycles = make("examples/r18_counting_misses_cycles.py", "cycles.html");
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const wanted = process.argv.slice(4);
  for (const [name, test] of Object.entries(tests)) {
    if (wanted.length && !wanted.some((word) => name.includes(word))) continue;
    try {
      await test(browser, ["grains", "stopsAndSearch", "predicting"].includes(name) ? file : cycles);
      passed++;
    } catch (error) {
      failed++;
      console.log(`FAILED page/page.js ${name}: ${String(error.message).slice(0, 1500)}`);
    }
  }
  await browser.close();
  fs.rmSync(folder, { recursive: true, force: true });
  console.log(`page: ${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

main();
