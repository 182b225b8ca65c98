// far.js - the drawing as a bitmap: from far away, where no word can be read
// and many pieces are in sight; and for a moment where many pieces are new,
// until they are made. An element for each of some hundred pieces takes the
// browser a tenth of a second, of some thousand one.

const FAR = 0.3;     // of a pixel for a unit; letters are 12 units high
const AT_ONCE = 60;  // more new pieces are made after they were painted
const SLICE = 40;    // so many at a time
const far = {
  on: false,
  waiting: 0,
  making: 0,
  rest: [],           // keys of the pieces that are still to be made
  focus: "",          // key of the piece that had it
  theme: "",
  looks: new Map(),  // class -> its fill, stroke, width, dashes and font
  shapes: new Map(), // number of a piece -> [[class, path], ...]
  words: new Map(),  // number of a piece -> [[x, y, anchor, runs], ...]
};

// A look as the style sheet has it for this theme.
function lookOf(name) {
  if (!far.looks.has(name)) {
    const probe = page.overlay.appendChild(document.createElementNS(SVG, "rect"));
    probe.setAttribute("class", name);
    const { fill, stroke, strokeWidth, strokeDasharray, fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(probe);
    const dashes = strokeDasharray === "none" ? [] : strokeDasharray.split(",").map(parseFloat);
    const font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
    far.looks.set(name, { fill, stroke, width: parseFloat(strokeWidth), dashes, font });
    probe.remove();
  }
  return far.looks.get(name);
}

const attribute = (rest, name) => new RegExp(` ${name}="([^"]*)`).exec(rest)?.[1];
const numbersOf = (rest, ...names) => names.map((name) => Number(attribute(rest, name)));

// What is to be seen of a piece: boxes, their heads, references; of a box's
// rows from far only those that changed.
function shapesOf(number, near) {
  const piece = pieceOf(number), key = near ? -1 - number : number;
  let shapes = far.shapes.get(key);
  if (shapes) return shapes;
  shapes = [];
  far.shapes.set(key, shapes);
  if (!near && piece[0] === 2 && !piece[2].includes("changed")) return shapes;
  for (const [, tag, name, rest] of piece[2].matchAll(/<(rect|path|circle) class="([^"]+)"([^>]*)/g)) {
    if (!near && (/rule|badge|gen|tip|dot/.test(name) || (piece[0] === 2 && name !== "changed"))) continue;
    const path = new Path2D(tag === "path" ? attribute(rest, "d") : undefined);
    if (tag === "circle") path.arc(...numbersOf(rest, "cx", "cy", "r"), 0, 7);
    else if (tag === "rect" && attribute(rest, "rx")) path.roundRect(...numbersOf(rest, "x", "y", "width", "height", "rx"));
    else if (tag === "rect") path.rect(...numbersOf(rest, "x", "y", "width", "height"));
    shapes.push([name, path]);
  }
  return shapes;
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const plain = (text) => text.replace(/&(?:#(\d+)|(\w+));/g, (all, code, name) => (code ? String.fromCodePoint(code) : ENTITIES[name] || all));

// The words of a piece, each text as runs: [class, text, gap, struck].
function wordsOf(number) {
  let words = far.words.get(number);
  if (words) return words;
  words = [];
  far.words.set(number, words);
  for (const [, outer, rest, inner] of pieceOf(number)[2].matchAll(/<text class="([^"]+)"([^>]*)>(.*?)<\/text>/g)) {
    const runs = [];
    for (const [, own, name, more, text] of inner.matchAll(/([^<]+)|<tspan class="([^"]+)"([^>]*)>([^<]*)<\/tspan>/g)) {
      const line = own ? rest : more;
      runs.push([own ? outer : name, plain(own || text), own ? 0 : Number(attribute(line, "dx") || 0), line.includes("line-through")]);
    }
    words.push([...numbersOf(rest, "x", "y"), attribute(rest, "text-anchor"), runs]);
  }
  return words;
}

// Whether what is shown is to be painted from far.
function isFar(sight) {
  if (!sight || page.scale >= FAR) return false;
  let seen = 0;
  for (const [key, number] of page.shown) {
    if (isSeen(key, number, sight) && ++seen > ALL_PIECES) return true;
  }
  return false;
}

// All but so many are painted now and made when there is time, a slice in
// each frame.
function makeLater(keys) {
  showFar();
  far.rest = keys;
  paintLater();
  far.making = far.making || requestIdleCallback(makeSlice, { timeout: 100 });
}

function makeSlice() {
  far.making = 0;
  const some = far.rest.splice(0, SLICE);
  if (some.length) makePieces(some, false);
  if (!far.rest.length) {
    if (page.scale >= FAR || !isFar(page.sight)) leaveFar();
    return;
  }
  far.making = -1;
  requestAnimationFrame(() => {
    far.making = requestIdleCallback(makeSlice, { timeout: 100 });
  });
}

function paintLater() {
  far.waiting = far.waiting || requestAnimationFrame(() => {
    far.waiting = 0;
    if (far.on) paintFar();
  });
}

function markFar(pen, kind, width) {
  pen.strokeStyle = lookOf("scope").stroke;
  pen.lineWidth = width / page.scale;
  pen.setLineDash([]);
  for (const serial of page.lights[kind] || []) {
    const info = page.info.get(serial);
    if (info && page.shown.has("o" + serial)) pen.strokeRect(...info.place);
  }
}

function paintShapes(pen, layer) {
  for (const [name, paths] of layer) {
    const { fill, stroke, width, dashes } = lookOf(name);
    pen.fillStyle = fill;
    pen.strokeStyle = stroke;
    pen.lineWidth = Math.max(width, 0.5 / page.scale);
    pen.setLineDash(dashes);
    for (const path of paths) {
      if (fill !== "none") pen.fill(path);
      if (stroke !== "none") pen.stroke(path);
    }
  }
}

// Those of one look after each other: to change a pen's font takes time.
function paintWords(pen, words) {
  words.sort((a, b) => (a[3][0][0] < b[3][0][0] ? -1 : a[3][0][0] > b[3][0][0] ? 1 : 0));
  let look = "";
  const take = (name) => {
    if (name === look) return;
    look = name;
    pen.font = lookOf(name).font;
    pen.fillStyle = lookOf(name).fill;
  };
  const width = ([name, text, gap]) => {
    take(name);
    return gap + pen.measureText(text).width;
  };
  for (const [x, y, anchor, runs] of words) {
    if (runs.length === 1 && !runs[0][3]) {
      take(runs[0][0]);
      pen.textAlign = anchor === "middle" ? "center" : anchor || "start";
      pen.fillText(runs[0][1], x, y);
      continue;
    }
    pen.textAlign = "start";
    let at = x;
    if (anchor) at -= runs.reduce((sum, run) => sum + width(run), 0) / (anchor === "end" ? 1 : 2);
    for (const run of runs) {
      const whole = width(run), [, text, gap, struck] = run;
      pen.fillText(text, at + gap, y);
      if (struck) pen.fillRect(at + gap, y - 4, whole - gap, 1);
      at += whole;
    }
  }
}

function paintFar() {
  const canvas = $("far"), box = $("canvas"), ratio = devicePixelRatio;
  const theme = document.documentElement.dataset.theme;
  if (theme !== far.theme) far.looks.clear();
  far.theme = theme;
  const [left, top] = page.corner, sight = page.sight, near = page.scale >= FAR;
  const wide = box.clientWidth, high = Math.min(box.clientHeight, Math.floor(box.getBoundingClientRect().height));
  canvas.width = wide * ratio;
  canvas.height = high * ratio;
  canvas.style.width = wide + "px";
  canvas.style.height = high + "px";
  const pen = canvas.getContext("2d");
  const scale = page.scale * ratio;
  pen.fillStyle = lookOf("paper").fill;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
  const layers = Array.from({ length: LAYERS }, () => [new Map(), []]);
  let objects = 0;
  for (const [key, number] of page.shown) {
    if (!isSeen(key, number, sight)) continue;
    const [shapes, words] = layers[pieceOf(number)[0]];
    objects += /^o\d+$/.test(key);
    // A box's own look comes before its head, as in the pieces.
    for (const [name, path] of shapesOf(number, near)) {
      if (!shapes.has(name)) shapes.set(name, []);
      shapes.get(name).push(path);
    }
    if (near) words.push(...wordsOf(number));
  }
  for (const [shapes, words] of layers) {
    paintShapes(pen, shapes);
    paintWords(pen, words);
  }
  markFar(pen, "chosen", 2);
  markFar(pen, "lit", 3);
  canvas.setAttribute("aria-label", `The drawing from far: ${objects} boxes; larger shows what is in them`);
}

// From here on the drawing is painted, or made of pieces again.
function showFar() {
  if (!far.on) far.focus = (document.activeElement && document.activeElement.dataset.key) || "";
  far.on = true;
  $("far").hidden = false;
}

function goFar() {
  showFar();
  for (const layer of page.layers) layer.replaceChildren();
  page.nodes.clear();
  paintLater();
}

// The pieces are there again: so are their marks and the focus.
function leaveFar() {
  if (!far.on) return;
  far.on = false;
  $("far").hidden = true;
  for (const kind in page.lights) light(page.lights[kind], kind);
  const node = far.focus && page.nodes.get(far.focus);
  if (node && document.activeElement === document.body) node.focus({ preventScroll: true });
  far.focus = "";
}

// The object at a place of the window, 0 if there is none.
function objectAt(x, y) {
  const svg = page.svg.getBoundingClientRect();
  const at = [page.data.view[0] + (x - svg.left) / page.scale, page.data.view[1] + (y - svg.top) / page.scale];
  for (const [serial, { place }] of page.info) {
    if (page.shown.has("o" + serial) && at[0] >= place[0] && at[0] <= place[0] + place[2] && at[1] >= place[1] && at[1] <= place[1] + place[3]) return serial;
  }
  return 0;
}

function makeFar() {
  new MutationObserver(() => {
    if (far.on) paintLater();
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}
