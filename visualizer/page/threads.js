// threads.js - a lane for each thread below the drawing: who holds the GIL,
// who waits for what, and where in time the shown step is.

const LANE = 15, LANE_LEFT = 110, LANE_WIDTH = 890;
// As the timeline of --view gil has them; what waits is thinner.
const LANE_LOOKS = ["gen0", "gen1", "gen2", "ghostbox", "weakbox"];

function timeX(time) {
  const { from, to } = page.data.gil;
  return LANE_LEFT + (Math.min(Math.max(time, from), to) - from) / Math.max(1, to - from) * LANE_WIDTH;
}

function laneNode(tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  if (text !== undefined) node.textContent = text;
  return $("lanes").appendChild(node);
}

function makeThreads() {
  const gil = page.data.gil;
  if (!gil) return;
  const height = gil.lanes.length * LANE + 2;
  $("threads").hidden = false;
  $("lanes").setAttribute("viewBox", `0 0 ${LANE_LEFT + LANE_WIDTH + 6} ${height}`);
  gil.lanes.forEach((name, i) => laneNode("text", { x: LANE_LEFT - 6, y: i * LANE + 11, "text-anchor": "end" }, name.length > 16 ? name.slice(0, 15) + "…" : name));
  // One path for each state of a lane, however many spans it has.
  const paths = new Map();
  for (const [lane, state, from, to] of gil.spans) {
    const thin = state ? 4 : 1;
    const key = lane * 8 + state;
    paths.set(key, (paths.get(key) || "") + `M${timeX(from).toFixed(1)} ${lane * LANE + thin}H${timeX(to).toFixed(1)}V${(lane + 1) * LANE - thin}H${timeX(from).toFixed(1)}z`);
  }
  for (const [key, path] of paths) laneNode("path", { d: path, class: LANE_LOOKS[key % 8] || "box", "stroke-width": 0.6 });
  page.cursor = laneNode("path", { stroke: "var(--bad)", "stroke-width": 2.5, fill: "none" });
  $("threads").addEventListener("click", (event) => {
    const box = $("lanes").getBoundingClientRect();
    const part = ((event.clientX - box.left) / box.width * (LANE_LEFT + LANE_WIDTH + 6) - LANE_LEFT) / LANE_WIDTH;
    const time = gil.from + Math.min(1, Math.max(0, part)) * (gil.to - gil.from);
    const at = page.data.steps.findIndex((step) => step.v >= time);
    show(at >= 0 ? at : 1e9);
  });
}

// What each thread does at a time, in words.
function threadWords(time) {
  const gil = page.data.gil;
  const told = gil.lanes.map(() => "");
  for (const [lane, state, from, to, why] of gil.spans) {
    if (from <= time && time < to) told[lane] = state ? gil.states[state] : `holds the GIL, until ${gil.reasons[why]}`;
  }
  return gil.lanes.map((name, i) => told[i] && `${name}: ${told[i]}`).filter(Boolean).join("; ");
}

function showThreads(step) {
  if (!page.data.gil) return;
  const x = timeX(step.v || 0).toFixed(1);
  page.cursor.setAttribute("d", `M${x} 0V${page.data.gil.lanes.length * LANE + 2}`);
  $("holder").textContent = step.v ? threadWords(step.v) || "no thread runs any more" : "only the main thread so far";
}
