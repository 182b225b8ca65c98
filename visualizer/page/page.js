// page.js - walks through the steps: state, drawing, source, controls.
// The data's form is described in visualizer/draw/page.c.
"use strict";
const $ = (id) => document.getElementById(id);
const LAYERS = 4;
const KEYFRAME = 500; // steps between two complete lists of pieces
const AHEAD = 400;    // parts of pieces that are read ahead of their need
const ALL_PIECES = 200; // of more only those in sight are drawn
const MARGIN = 60;     // pixels around what is in sight
const CHORDS = 8;      // of a curve, to tell where it runs
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
  nodes: new Map(), // key -> its element, with the piece's number
  sight: null,      // the part of the drawing whose pieces exist; null: all
  keyframes: [],
  byObject: new Map(), // serial -> [[step, event], ...]
  info: new Map(),     // serial -> {number, type}
  places: new Map(),   // key -> [left, top, right, bottom]; null: everywhere
  chords: new Map(),   // number of a reference -> the places of its parts
  lights: {},          // kind of mark -> the serials that bear it
};

// The first part is all but the pieces; those are read when one of theirs is
// first needed.
function readData() {
  page.parts = $("data").textContent.trim().split("\n");
  $("data").textContent = "";
  page.data = JSON.parse(inflate(page.parts[0]));
  page.pieces = [];
}

function readPart(part) {
  if (page.pieces[part * page.data.part]) return;
  inflate(page.parts[part + 1]).trimEnd().split("\n").forEach((line, i) => {
    page.pieces[part * page.data.part + i] = line;
  });
}

// The parts that no step has needed yet are read while nothing else is to do.
function readAhead(part) {
  if (part + 1 >= page.parts.length || part >= AHEAD) return;
  requestIdleCallback((idle) => {
    do readPart(part++);
    while (part + 1 < page.parts.length && idle.timeRemaining() > 8);
    readAhead(part);
  }, { timeout: 500 });
}

function pieceOf(number) {
  if (!page.pieces[number]) readPart(Math.floor(number / page.data.part));
  if (typeof page.pieces[number] === "string") page.pieces[number] = JSON.parse(page.pieces[number]);
  return page.pieces[number];
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
  for (const [serial, number, type, ...place] of page.data.objects) page.info.set(serial, { number, type, place });
}

function piecesAt(step) {
  const base = Math.floor(step / KEYFRAME);
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

// Of a drawing of many pieces only those are made that are in sight, or near
// it: [left, top, right, bottom]; null: all.
function findSight() {
  if (page.shown.size <= ALL_PIECES) return null;
  const box = $("canvas").getBoundingClientRect(), svg = page.svg.getBoundingClientRect();
  const [x, y] = page.data.view;
  const left = x + (box.left - svg.left) / page.scale, top = y + (box.top - svg.top) / page.scale;
  const width = box.width / page.scale, height = box.height / page.scale;
  page.corner = [left, top];
  const more = MARGIN / page.scale;
  return [left - more, top - more, left + width + more, top + height + more];
}

// A piece belongs to one object or two (a reference), or to the scopes.
function findPlace(key) {
  const ends = key.match(/[og]\d+/g);
  if (!ends) return null;
  let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
  for (const end of ends) {
    const info = page.info.get(Number(end.slice(1)));
    if (!info) return null;
    const [x, y, width, height] = info.place;
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  if (key[0] === "s") left = page.data.view[0];
  return [left, top, right, bottom];
}

// Where a reference runs, in pieces; long ones mostly run out of sight.
function findChords(number) {
  const [, way] = /<path[^>]* d="M([^"]*)"/.exec(pieceOf(number)[2]) || [0, "?"];
  if (/[^-\d.C ]/.test(way)) return null;
  const points = way.split(/[C ]/).map(Number), chords = [];
  for (let i = 0; i + 7 < points.length; i += 6) {
    const [ax, ay, bx, by, cx, cy, dx, dy] = points.slice(i, i + 8);
    let x = ax, y = ay;
    for (let k = 1; k <= CHORDS; k++) {
      const t = k / CHORDS, s = 1 - t;
      const u = s * s * s * ax + 3 * s * s * t * bx + 3 * s * t * t * cx + t * t * t * dx;
      const v = s * s * s * ay + 3 * s * s * t * by + 3 * s * t * t * cy + t * t * t * dy;
      chords.push([Math.min(x, u), Math.min(y, v), Math.max(x, u), Math.max(y, v)]);
      [x, y] = [u, v];
    }
  }
  return chords;
}

const overlap = (place, sight) => place[0] < sight[2] && place[2] > sight[0] && place[1] < sight[3] && place[3] > sight[1];

function isSeen(key, number, sight) {
  if (!sight) return true;
  let place = page.places.get(key);
  if (place === undefined) {
    place = findPlace(key);
    page.places.set(key, place);
  }
  if (!place) return true;
  if (!overlap(place, sight)) return false;
  if (!/-o\d+$/.test(key)) return true;
  if (!page.chords.has(number)) page.chords.set(number, findChords(number));
  const chords = page.chords.get(number);
  return !chords || chords.some((chord) => overlap(chord, sight));
}

function dress(g, number, fresh) {
  const piece = pieceOf(number);
  g.dataset.key = piece[1];
  g.number = number;
  g.setAttribute("class", fresh ? "piece in" : "piece");
  if (piece[3]) g.dataset.object = piece[3];
  if (piece[0] === 1 && piece[3]) {
    g.classList.add("object");
    g.setAttribute("tabindex", "0");
    g.setAttribute("role", "button");
    g.setAttribute("aria-label", `${piece[5]} #${piece[4]} ${piece[6]}, count ${piece[7]}`);
  }
  page.nodes.set(piece[1], g);
}

// Makes the pieces of `keys` what they are in page.shown (null: all). Very
// many are first painted on a bitmap, and made when there is time (`whole`).
function draw(keys, fresh, whole = false) {
  const sight = page.sight = findSight();
  const was = far.on;
  if (was) keys = null;
  const late = !whole && isMuch(keys, sight);
  goFar(late || isFar(sight));
  if (far.on) {
    paintLater();
    if (late) finishLater();
    return;
  }
  const made = [], olds = [];
  for (const key of keys || new Set([...page.nodes.keys(), ...page.shown.keys()])) {
    const number = page.shown.get(key), old = page.nodes.get(key);
    if (number === undefined || !isSeen(key, number, sight)) {
      if (old) {
        old.remove();
        page.nodes.delete(key);
      }
    } else if (!old || old.number !== number) {
      made.push(number);
      olds.push(old);
    }
  }
  if (!made.length) return;
  const nest = document.createElementNS(SVG, "g");
  nest.innerHTML = made.map((number) => `<g>${pieceOf(number)[2]}</g>`).join("");
  const arrivals = [[], [], [], []];
  [...nest.children].forEach((g, i) => {
    dress(g, made[i], fresh && !olds[i]);
    if (olds[i]) {
      const focused = olds[i] === document.activeElement;
      olds[i].replaceWith(g);
      if (focused) g.focus();
    } else arrivals[pieceOf(made[i])[0]].push(g);
  });
  arrivals.forEach((nodes, layer) => page.layers[layer].append(...nodes));
  if (was) leaveFar();
}

// On to a step; only what differs from the shown one is drawn.
function drawStep(index) {
  const step = page.data.steps[index];
  const near = Math.abs(index - page.drawn) === 1 && page.drawn >= 0;
  let keys;
  if (index === page.drawn + 1 && page.drawn >= 0) {
    applyStep(page.shown, step);
    keys = new Set([...step.d, ...step.a].map((number) => page.data.keys[number]));
  } else {
    const before = page.shown;
    page.shown = piecesAt(index);
    keys = new Set();
    for (const [key, number] of before) if (page.shown.get(key) !== number) keys.add(key);
    for (const [key, number] of page.shown) if (before.get(key) !== number) keys.add(key);
  }
  page.drawn = index;
  if (near) follow(step);
  // More or fewer pieces than can be drawn all: what is in sight may change.
  draw(Boolean(page.sight) === page.shown.size > ALL_PIECES ? keys : null, near);
}

// What happens out of sight is brought into it.
function follow(step) {
  const box = $("canvas");
  if (box.scrollWidth <= box.clientWidth + 2 && box.scrollHeight <= box.clientHeight + 2) return;
  const event = step.e.find((one) => "rbcdfwu".includes(one[0]) && one[1][0] && page.shown.has("o" + one[1][0]))
    || step.e.find((one) => one[1][0] && page.info.has(one[1][0]));
  if (event) reveal(event[1][0]);
}

function fit() {
  const [, , width, height] = page.data.view;
  const box = $("canvas");
  const most = Math.min((box.clientWidth - 4) / width, (box.clientHeight - 4) / height, 1.6 * page.data.zoom);
  const zoom = page.zoom || Math.max(most, 0.45);
  page.svg.setAttribute("width", Math.floor(width * zoom));
  page.svg.setAttribute("height", Math.floor(height * zoom));
  page.scale = zoom;
  if (page.sight) draw(null, false);
}

function zoomBy(factor) {
  page.zoom = factor ? Math.min(6, Math.max(0.1, page.scale * factor)) : 0;
  fit();
}

// Marks objects and references.
function light(serials, kind) {
  if (far.on && (serials.length || (page.lights[kind] || []).length)) paintLater();
  page.lights[kind] = serials;
  for (const node of document.querySelectorAll("." + kind)) node.classList.remove(kind);
  for (const serial of serials) {
    for (const key of ["o" + serial, "g" + serial]) {
      const node = page.nodes.get(key);
      if (node) node.classList.add(kind);
    }
  }
}

function reveal(serial) {
  const info = page.info.get(serial);
  if (!info) return;
  const box = $("canvas").getBoundingClientRect(), svg = page.svg.getBoundingClientRect();
  const [x, y, width, height] = info.place;
  const left = svg.left + (x - page.data.view[0]) * page.scale, top = svg.top + (y - page.data.view[1]) * page.scale;
  const right = left + width * page.scale, bottom = top + height * page.scale;
  // Once it moves, it moves far enough that the next steps need not.
  const by = (from, to, low, high) => (from >= low && to <= high ? 0 : (from + to - low - high) / 2);
  const dx = by(left, right, box.left, box.right), dy = by(top, bottom, box.top, box.bottom);
  if (dx || dy) $("canvas").scrollBy(dx, dy);
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
  // What asks for places on the page comes before what changes it: else the
  // browser would have to lay it out twice.
  showSource(working ? { l: step.b, b: 0 } : step);
  if (drawn !== page.drawn) {
    drawStep(drawn);
    showOutput(drawn);
  }
  showThreads(step);
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
  $("canvas").addEventListener("scroll", () => {
    if (!page.sight || page.waiting) return;
    page.waiting = requestAnimationFrame(() => {
      page.waiting = 0;
      draw(null, false);
    });
  });
  $("canvas").addEventListener("click", (event) => {
    const node = event.target.closest("[data-object]");
    choose(node ? Number(node.dataset.object) : far.on ? objectAt(event.clientX, event.clientY) : 0);
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

function start() {
  readData();
  makeIndex();
  makeCanvas();
  makeFar();
  makeSource();
  makePanels();
  makeThreads();
  connect();
  fit();
  show(Math.max(0, fromHash()));
  fit();
  if (matchMedia("(prefers-color-scheme: dark)").matches && page.data.theme === "light")
    document.documentElement.dataset.theme = "dark";
  document.documentElement.dataset.ready = "1";
  readAhead(0);
}
