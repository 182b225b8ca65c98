// far.js - the drawing from far away. Where no word can be read and many
// pieces are in sight, they are painted on one bitmap: an element for each
// of some thousand pieces would take the browser a second.

const FAR = 0.3;      // of a pixel for a unit; letters are 12 units high
const AT_ONCE = 250;  // more new pieces are made after they were painted
const far = {
  on: false,
  waiting: 0,
  finishing: 0,
  focus: "",          // key of the piece that had it
  theme: "",
  looks: new Map(),  // class -> its fill, stroke, width and dashes
  shapes: new Map(), // number of a piece -> [[class, path], ...]
};

// A look as the style sheet has it for this theme.
function lookOf(name) {
  if (!far.looks.has(name)) {
    const probe = page.overlay.appendChild(document.createElementNS(SVG, "rect"));
    probe.setAttribute("class", name);
    const { fill, stroke, strokeWidth, strokeDasharray } = getComputedStyle(probe);
    const dashes = strokeDasharray === "none" ? [] : strokeDasharray.split(",").map(parseFloat);
    far.looks.set(name, { fill, stroke, width: parseFloat(strokeWidth), dashes });
    probe.remove();
  }
  return far.looks.get(name);
}

// What is to be seen of a piece from far: boxes, their heads, references;
// of a box's rows only those that changed.
function shapesOf(number) {
  if (far.shapes.has(number)) return far.shapes.get(number);
  if (!page.pieces[number]) readPart(Math.floor(number / page.data.part));
  const shapes = [], known = page.pieces[number];
  const row = (typeof known === "string" ? known[1] : String(known[0])) === "2";
  if (!row || (typeof known === "string" ? known : known[2]).includes("changed")) {
    for (const [, tag, name, rest] of pieceOf(number)[2].matchAll(/<(rect|path) class="([^"]+)"([^>]*)/g)) {
      if (/rule|badge|gen|tip/.test(name) || (row && name !== "changed")) continue;
      const path = new Path2D(tag === "path" ? / d="([^"]*)/.exec(rest)[1] : undefined);
      if (tag === "rect") path.rect(...["x", "y", "width", "height"].map((key) => Number(new RegExp(` ${key}="([^"]*)`).exec(rest)[1])));
      shapes.push([name, path]);
    }
  }
  far.shapes.set(number, shapes);
  return shapes;
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

// Whether more is new than can be made at once.
function isMuch(keys, sight) {
  if (!sight) return false;
  let made = 0;
  for (const key of keys || page.shown.keys()) {
    const number = page.shown.get(key), old = page.nodes.get(key);
    if (number === undefined || (old && old.number === number)) continue;
    if (isSeen(key, number, sight) && ++made > AT_ONCE) return true;
  }
  return false;
}

function finishLater() {
  far.finishing = far.finishing || requestIdleCallback(() => {
    far.finishing = 0;
    draw(null, false, true);
  }, { timeout: 300 });
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

function paintFar() {
  const canvas = $("far"), box = $("canvas"), ratio = devicePixelRatio;
  const theme = document.documentElement.dataset.theme;
  if (theme !== far.theme) far.looks.clear();
  far.theme = theme;
  const [left, top] = page.corner, sight = page.sight;
  canvas.width = box.clientWidth * ratio;
  canvas.height = box.clientHeight * ratio;
  canvas.style.width = box.clientWidth + "px";
  canvas.style.height = box.clientHeight + "px";
  const pen = canvas.getContext("2d");
  const scale = page.scale * ratio;
  pen.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
  const layers = Array.from({ length: LAYERS }, () => new Map());
  let objects = 0;
  for (const [key, number] of page.shown) {
    if (!isSeen(key, number, sight)) continue;
    const shapes = shapesOf(number);
    if (!shapes.length) continue;
    const layer = layers[pieceOf(number)[0]];
    objects += pieceOf(number)[0] === 1;
    for (const [name, path] of shapes) {
      if (!layer.has(name)) layer.set(name, []);
      layer.get(name).push(path);
    }
  }
  // A box's own look comes before its head in each layer, as in the pieces.
  for (const layer of layers) {
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
  markFar(pen, "chosen", 2);
  markFar(pen, "lit", 3);
  canvas.setAttribute("aria-label", `The drawing from far: ${objects} boxes; larger shows what is in them`);
}

// From here on the drawing is painted from far, or made of pieces again.
function goFar(on) {
  if (on === far.on) return;
  far.on = on;
  $("far").hidden = !on;
  if (!on) return;
  far.focus = (document.activeElement && document.activeElement.dataset.key) || "";
  for (const node of page.nodes.values()) node.remove();
  page.nodes.clear();
}

// The pieces are there again: so are their marks and the focus.
function leaveFar() {
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
