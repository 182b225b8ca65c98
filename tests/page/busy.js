// busy.js - the processor time that the page's own thread needs for steps
//
// A step's time goes on until its picture is in a frame; what the machine is
// busy with besides does not count. Every second step is a jump. Gives the
// most milliseconds of a step to the next, and of a jump.
"use strict";

exports.busiest = async function busiest(page, count) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const now = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find((metric) => metric.name === "TaskDuration").value * 1000;
  };
  const most = [0, 0];
  for (let i = 0; i < count; i++) {
    const begun = await now();
    await page.evaluate(async (i) => {
      show(i % 2 ? (i * 7919) % page.data.steps.length : page.step + 1);
      await new Promise(requestAnimationFrame);
      await new Promise((done) => setTimeout(done, 0));
    }, i);
    most[i % 2] = Math.max(most[i % 2], (await now()) - begun);
    await page.waitForTimeout(50);
  }
  return most;
};
