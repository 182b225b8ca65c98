// page.js - walks through the steps: state, drawing, source, controls.
// The data's form is described in visualizer/draw/page.c.
const $ = (id) => document.getElementById(id);
const LAYERS = 4;
const KEYFRAME = 200; // steps between two complete lists of pieces
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
    if (i % KEYFRAME === 0) page.keyframes.push(Int32Array.from(pieces.values()));
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
  const pieces = new Map();
  for (const number of page.keyframes[base]) pieces.set(page.data.keys[number], number);
  for (let i = base * KEYFRAME + 1; i <= step; i++) applyStep(pieces, page.data.steps[i]);
  return pieces;
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
    nameStep();
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

// The address names the step once it stays: to change it takes time.
function nameStep() {
  clearTimeout(page.naming);
  page.naming = setTimeout(() => history.replaceState(null, "", `#step=${page.step + 1}`), 150);
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
  revealFrame();
  if (fromHash() >= 0) follow(page.data.steps[page.step]);
  systemTheme();
  document.documentElement.dataset.ready = "1";
  readAhead(0);
}
