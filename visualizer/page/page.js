// page.js - walks through the steps: state, drawing, source, controls.
// The data's form is described in visualizer/draw/page.c.
"use strict";
const $ = (id) => document.getElementById(id);
const LAYERS = 4;
const KEYFRAME = 200; // steps between two complete lists of pieces
const SVG = "http://www.w3.org/2000/svg";
const page = {
  data: null,
  step: -1,      // shown
  drawn: -1,     // the step whose pieces are drawn
  part: -1,      // event or collector's move within the step; -1: all of it
  object: 0,     // serial of the chosen object
  stops: [],
  playing: 0,
  zoom: 0,       // 0: fit
  shown: new Map(), // key of a piece -> its number
  nodes: new Map(), // key -> its element
  keyframes: [],
  byObject: new Map(), // serial -> [[step, event], ...]
  info: new Map(),     // serial -> {number, type}
};

// The first line is all but the pieces; each piece is a line of its own and
// read when it is first drawn.
async function inflate(base64) {
  const packed = atob(base64.trim());
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const lines = (await new Response(stream).text()).split("\n");
  page.data = JSON.parse(lines[0]);
  page.texts = lines.slice(1);
  page.pieces = [];
}

function pieceOf(number) {
  return page.pieces[number] || (page.pieces[number] = JSON.parse(page.texts[number]));
}

// Pieces at a step: from the nearest complete list on.

function applyStep(pieces, step) {
  for (const number of step.d) {
    const key = page.data.keys[number];
    if (pieces.get(key) === number) pieces.delete(key);
  }
  for (const number of step.a) pieces.set(page.data.keys[number], number);
}

function makeIndex() {
  const pieces = new Map();
  page.data.steps.forEach((step, i) => {
    applyStep(pieces, step);
    if (i % KEYFRAME === 0) page.keyframes.push(new Map(pieces));
    step.e.forEach((event, k) => {
      for (const serial of event[1]) {
        if (!serial) continue;
        if (!page.byObject.has(serial)) page.byObject.set(serial, []);
        page.byObject.get(serial).push([i, k]);
      }
    });
  });
  for (const [serial, number, type] of page.data.objects) page.info.set(serial, { number, type });
}

function piecesAt(step) {
  const base = Math.floor(step / KEYFRAME);
  if (page.drawn >= base * KEYFRAME && page.drawn <= step) {
    const pieces = new Map(page.shown);
    for (let i = page.drawn + 1; i <= step; i++) applyStep(pieces, page.data.steps[i]);
    return pieces;
  }
  const pieces = new Map(page.keyframes[base]);
  for (let i = base * KEYFRAME + 1; i <= step; i++) applyStep(pieces, page.data.steps[i]);
  return pieces;
}

// The drawing: only what changed is touched.

function makeCanvas() {
  const [x, y, width, height] = page.data.view;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  svg.id = "drawing";
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", "Scopes and objects");
  page.layers = [];
  for (let i = 0; i < LAYERS; i++) {
    const g = document.createElementNS(SVG, "g");
    page.layers.push(svg.appendChild(g));
  }
  page.overlay = svg.appendChild(document.createElementNS(SVG, "g"));
  page.overlay.setAttribute("aria-hidden", "true");
  $("canvas").replaceChildren(svg);
  page.svg = svg;
}

function makeNode(number, fresh) {
  const piece = pieceOf(number);
  const g = document.createElementNS(SVG, "g");
  g.dataset.key = piece[1];
  g.setAttribute("class", fresh ? "piece in" : "piece");
  if (piece[3]) g.dataset.object = piece[3];
  if (piece[0] === 1 && piece[3]) {
    g.classList.add("object");
    g.setAttribute("tabindex", "0");
    g.setAttribute("role", "button");
    g.setAttribute("aria-label", `${piece[5]} #${piece[4]} ${piece[6]}, count ${piece[7]}`);
  }
  g.innerHTML = piece[2];
  return g;
}

function draw(pieces, fresh) {
  for (const [key, node] of page.nodes) {
    if (!pieces.has(key)) {
      node.remove();
      page.nodes.delete(key);
    }
  }
  const arrivals = [[], [], [], []];
  for (const [key, number] of pieces) {
    if (page.shown.get(key) === number && page.nodes.has(key)) continue;
    const old = page.nodes.get(key);
    const node = makeNode(number, fresh && !old);
    if (old) {
      const focused = old === document.activeElement;
      old.replaceWith(node);
      if (focused) node.focus();
    } else arrivals[pieceOf(number)[0]].push(node);
    page.nodes.set(key, node);
  }
  arrivals.forEach((nodes, layer) => page.layers[layer].append(...nodes));
  page.shown = pieces;
}

function fit() {
  const [, , width, height] = page.data.view;
  const box = $("canvas");
  const most = Math.min((box.clientWidth - 4) / width, (box.clientHeight - 4) / height, 1.6 * page.data.zoom);
  const zoom = page.zoom || Math.max(most, 0.45);
  page.svg.setAttribute("width", Math.floor(width * zoom));
  page.svg.setAttribute("height", Math.floor(height * zoom));
  page.scale = zoom;
}

function zoomBy(factor) {
  page.zoom = factor ? Math.min(6, Math.max(0.1, page.scale * factor)) : 0;
  fit();
}

// Marks objects and references.
function light(serials, kind) {
  for (const node of document.querySelectorAll("." + kind)) node.classList.remove(kind);
  for (const serial of serials) {
    for (const key of ["o" + serial, "g" + serial]) {
      const node = page.nodes.get(key);
      if (node) node.classList.add(kind);
    }
  }
}

function reveal(serial) {
  const node = page.nodes.get("o" + serial);
  if (node) node.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// Source and output.

function makeSource() {
  const list = document.createElement("ol");
  const lines = page.data.source.replace(/\n$/, "").split("\n");
  lines.forEach((text, i) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    const no = document.createElement("span");
    no.className = "no";
    no.textContent = i + 1;
    button.append(no, text);
    button.title = "All events of this line";
    button.addEventListener("click", () => showLine(i + 1));
    item.append(button);
    list.append(item);
  });
  page.lines = [...list.children];
  $("source").append(list);
}

function showSource(step) {
  for (const item of page.marked || []) item.classList.remove("here", "ran");
  page.marked = [];
  const ran = page.lines[step.b - 1], here = page.lines[step.l - 1];
  if (ran) {
    ran.classList.add("ran");
    page.marked.push(ran);
  }
  if (here) {
    here.classList.add("here");
    page.marked.push(here);
  }
  const at = here || ran;
  if (at) {
    const box = $("source");
    const top = at.offsetTop - box.offsetTop;
    if (top < box.scrollTop + 20 || top > box.scrollTop + box.clientHeight - 50)
      box.scrollTop = top - box.clientHeight / 2;
  }
}

function showOutput(index) {
  const steps = page.data.steps;
  if (page.outputStep === undefined || index < page.outputStep) {
    page.outputStep = -1;
    page.output = "";
  }
  for (let i = page.outputStep + 1; i <= index; i++) page.output += steps[i].o || "";
  page.outputStep = index;
  const text = page.output.length > 20000 ? "…" + page.output.slice(-20000) : page.output;
  if ($("output").textContent !== text) {
    $("output").textContent = text;
    $("output").scrollTop = 1e9;
  }
}

function momentText(step) {
  const what = step.f === "e" ? "the end of the program, its names are still there"
    : step.f === "x" ? "after shutdown"
      : `line ${step.l} is about to run`;
  return step.t ? `${step.t}: ${what}` : what;
}

function sentence(step) {
  const told = step.e.map((event) => event[2]);
  const ran = step.b ? `Line ${step.b}: ` : "";
  return told.length ? ran + told.join("; ") + "." : `${ran}nothing in memory changed.`;
}

// Moving.

function show(index, part = -1) {
  const steps = page.data.steps;
  index = Math.max(0, Math.min(steps.length - 1, index));
  const step = steps[index];
  // While the collector works the picture is still that before it.
  const working = $("grain").value === "gc" && part >= 0 && index > 0 && part < (step.q || []).length - 1;
  const drawn = working ? index - 1 : index;
  if (drawn !== page.drawn) {
    const pieces = piecesAt(drawn);
    draw(pieces, page.drawn >= 0 && Math.abs(drawn - page.drawn) === 1);
    page.drawn = drawn;
    showOutput(drawn);
  }
  showSource(working ? { l: step.b, b: 0 } : step);
  if (index !== page.step) {
    page.step = index;
    $("slider").value = index;
    $("slider").setAttribute("aria-valuetext", `step ${index + 1} of ${steps.length}, ${momentText(step)}`);
    $("where").textContent = `${index + 1} / ${steps.length}`;
    $("moment").textContent = `step ${step.n}: ${momentText(step)}`;
    history.replaceState(null, "", `#step=${index + 1}`);
    light(page.object ? [page.object] : [], "chosen");
  }
  page.part = part;
  showPanels(step, part);
  const events = step.e;
  const grain = $("grain").value;
  const text = part < 0 ? sentence(step)
    : grain === "gc" ? page.told
      : events[part] ? events[part][2] : sentence(step);
  $("sentence").textContent = `Step ${index + 1} of ${steps.length}. ${text}`;
  $("first").disabled = $("back").disabled = index === 0 && part < 0;
  $("next").disabled = $("last").disabled = atEnd();
}

function parts(step) {
  const grain = $("grain").value;
  return grain === "event" ? step.e.length : grain === "gc" ? (step.q || []).length : 0;
}

function atEnd() {
  const steps = page.data.steps;
  return page.step === steps.length - 1 && (page.part < 0 ? parts(steps[page.step]) === 0 || page.done : page.part >= parts(steps[page.step]) - 1);
}

// One move on: the next part of this step, else the next step.
function forward() {
  const steps = page.data.steps;
  const inside = parts(steps[page.step]);
  if (page.part + 1 < inside) {
    show(page.step, page.part + 1);
    return;
  }
  if (page.step + 1 >= steps.length) return;
  const go = () => show(page.step + 1);
  if ($("predict").checked && predict(page.step + 1, go)) return;
  go();
}

function backward() {
  if (page.part >= 0) {
    show(page.step, page.part - 1);
    return;
  }
  if (page.step === 0) return;
  const before = parts(page.data.steps[page.step - 1]);
  show(page.step - 1, before - 1);
}

function play(on) {
  clearTimeout(page.playing);
  page.playing = 0;
  $("play").innerHTML = on ? "&#10074;&#10074;" : "&#9654;&#9654;";
  $("play").setAttribute("aria-label", on ? "Pause" : "Play");
  if (!on) return;
  if (atEnd()) show(0);
  const tick = () => {
    if (atEnd()) {
      if (!$("loop").checked) {
        play(false);
        return;
      }
      show(0);
    } else forward();
    if (!$("question").open) page.playing = setTimeout(tick, Number($("speed").value));
    else play(false);
  };
  page.playing = setTimeout(tick, Number($("speed").value));
}

function fromHash() {
  const match = /(?:^#|&)step=(\d+)/.exec(location.hash);
  return match ? Number(match[1]) - 1 : -1;
}

const THEMES = ["light", "dark", "print", "contrast"];
function nextTheme() {
  const root = document.documentElement;
  root.dataset.theme = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
}

const KEYS = [
  ["→  n", "next step", ["ArrowRight", "n"], () => forward()],
  ["←  p", "step back", ["ArrowLeft", "p"], () => backward()],
  ["Home", "first step", ["Home"], () => show(0)],
  ["End", "last step", ["End"], () => show(1e9)],
  ["Page Up / Down", "ten steps", ["PageUp"], () => show(page.step - 10)],
  ["", "", ["PageDown"], () => show(page.step + 10)],
  ["space", "play, pause", [" "], () => play(!page.playing)],
  ["l", "loop", ["l"], () => $("loop").click()],
  ["e", "by line, event or collector's move", ["e"], () => {
    $("grain").selectedIndex = ($("grain").selectedIndex + 1) % 3;
    show(page.step);
  }],
  ["/", "search", ["/"], () => $("search").focus()],
  ["s  S", "on to the next stop, back", ["s"], () => toStop(1)],
  ["", "", ["S"], () => toStop(-1)],
  ["+  −  0", "larger, smaller, fit", ["+", "="], () => zoomBy(1.25)],
  ["", "", ["-"], () => zoomBy(0.8)],
  ["", "", ["0"], () => zoomBy(0)],
  ["t", "colours", ["t"], () => nextTheme()],
  ["q", "predict", ["q"], () => $("predict").click()],
  ["Escape", "let the object go", ["Escape"], () => choose(0)],
  ["?", "this table", ["?"], () => $("help").showModal()],
];

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const target = event.target;
  if (target.matches("input:not([type=range]):not([type=checkbox]), select, textarea")) {
    if (event.key === "Escape") target.blur();
    return;
  }
  if (target.matches("[role=tab]") && /^Arrow|Home|End/.test(event.key)) return;
  if (event.key === " " && target.matches("button, [role=button], summary, input")) return;
  if (/^Arrow(Up|Down)$/.test(event.key)) return;
  for (const [, , keys, action] of KEYS) {
    if (keys.includes(event.key)) {
      event.preventDefault();
      action();
      return;
    }
  }
}

function connect() {
  $("first").onclick = () => show(0);
  $("last").onclick = () => show(1e9);
  $("next").onclick = forward;
  $("back").onclick = backward;
  $("play").onclick = () => play(!page.playing);
  $("theme").onclick = nextTheme;
  $("keys").onclick = () => $("help").showModal();
  $("zoom-in").onclick = () => zoomBy(1.25);
  $("zoom-out").onclick = () => zoomBy(0.8);
  $("zoom-fit").onclick = () => zoomBy(0);
  $("grain").onchange = () => show(page.step);
  $("slider").max = page.data.steps.length - 1;
  $("slider").oninput = () => show(Number($("slider").value));
  $("predict").checked = page.data.predict;
  addEventListener("keydown", onKey);
  addEventListener("resize", fit);
  addEventListener("hashchange", () => fromHash() >= 0 && show(fromHash()));
  $("legend").addEventListener("toggle", fit);
  $("canvas").addEventListener("click", (event) => {
    const node = event.target.closest("[data-object]");
    choose(node ? Number(node.dataset.object) : 0);
  });
  $("canvas").addEventListener("keydown", (event) => {
    const node = event.target.closest("[data-object]");
    if (node && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      event.stopPropagation();
      choose(Number(node.dataset.object));
    }
  });
  for (const [sign, what] of KEYS.filter((row) => row[0])) {
    const row = $("help-keys").insertRow();
    row.insertCell().textContent = sign;
    row.insertCell().textContent = what;
  }
}

async function start() {
  await inflate($("data").textContent);
  $("data").textContent = "";
  makeIndex();
  makeCanvas();
  makeSource();
  makePanels();
  connect();
  fit();
  show(Math.max(0, fromHash()));
  fit();
  if (matchMedia("(prefers-color-scheme: dark)").matches && page.data.theme === "light")
    document.documentElement.dataset.theme = "dark";
  document.documentElement.dataset.ready = "1";
}
