// page_load.js - how long pages take to load, and a step to show
//
//   node bench/page_load.js PAGE.html...      (after npm ci in tests/page)
//
// A step's time goes on until its picture is in the next frame: the wait for
// that frame, of up to 16 ms, is part of it. The last two figures are the
// slowest step and jump in processor time of the page's own thread, until the
// frame is there: what the machine is busy with besides does not count.
"use strict";
const path = require("node:path");
const modules = path.resolve(__dirname, "../tests/page/node_modules");
const { chromium } = require(path.join(modules, "playwright-core"));
const { busiest } = require("../tests/page/busy.js");
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"];

async function measure(browser, file) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 850 } });
  const begun = Date.now();
  await page.goto("file://" + path.resolve(file), { waitUntil: "commit" });
  await page.waitForFunction(() => document.documentElement.dataset.ready === "1", null, { timeout: 60000 });
  const loaded = Date.now() - begun;
  await page.waitForFunction(() => page.pieces.length >= Math.min(page.data.keys.length, AHEAD * page.data.part), null, { timeout: 60000 });
  const told = await page.evaluate(async () => {
    const times = [[], []];
    for (let i = 0; i < 200; i++) {
      const jump = i % 2;
      const to = jump ? (i * 7919) % page.data.steps.length : page.step + 1;
      const start = performance.now();
      show(to);
      await new Promise(requestAnimationFrame);
      page.svg.getBoundingClientRect();
      times[jump].push(performance.now() - start);
    }
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    for (const list of times) list.sort((a, b) => a - b);
    return [paint ? paint.startTime : -1, times[0][50], times[0][99], times[1][50], times[1][99]];
  });
  const busy = await busiest(page, 100);
  await page.close();
  return [told[0], loaded, ...told.slice(1), ...busy];
}

async function main() {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
  for (const file of process.argv.slice(2)) {
    console.log((await measure(browser, file)).map((ms) => ms.toFixed(0)).join(" "));
  }
  await browser.close();
}

main();
