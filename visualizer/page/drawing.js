// drawing.js - the drawing of a step: its pieces, those in sight, its size.

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

// What of `keys` (null: all) is to be made, and the elements that are to go
// for good.
function differences(keys, sight) {
  const comes = [], goes = [];
  for (const key of keys || new Set([...page.nodes.keys(), ...page.shown.keys()])) {
    const number = page.shown.get(key), old = page.nodes.get(key);
    if (number === undefined || !isSeen(key, number, sight)) {
      if (old) goes.push(old);
    } else if (!old || old.number !== number) comes.push(key);
  }
  return [comes, goes];
}

function makePieces(keys, fresh) {
  const numbers = keys.map((key) => page.shown.get(key));
  const nest = document.createElementNS(SVG, "g");
  nest.innerHTML = numbers.map((number) => `<g>${pieceOf(number)[2]}</g>`).join("");
  const arrivals = [[], [], [], []];
  [...nest.children].forEach((g, i) => {
    const old = page.nodes.get(keys[i]);
    dress(g, numbers[i], fresh && !old);
    if (old) {
      const focused = old === document.activeElement;
      old.replaceWith(g);
      if (focused) g.focus();
    } else arrivals[pieceOf(numbers[i])[0]].push(g);
  });
  arrivals.forEach((nodes, layer) => page.layers[layer].append(...nodes));
}

// Makes the pieces of `keys` what they are in page.shown (null: all). Very
// many are first painted on a bitmap, and made bit by bit (see far.js).
function draw(keys, fresh) {
  const sight = page.sight = findSight();
  far.rest = [];
  if (isFar(sight)) {
    goFar();
    return;
  }
  const [comes, goes] = differences(far.on ? null : keys, sight);
  for (const node of goes) {
    node.remove();
    page.nodes.delete(node.dataset.key);
  }
  if (sight && comes.length > AT_ONCE) {
    makeLater(comes);
    return;
  }
  if (comes.length) makePieces(comes, fresh);
  leaveFar();
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

// Brings a place of the drawing into sight.
function revealPlace([x, y, width, height]) {
  const box = $("canvas").getBoundingClientRect(), svg = page.svg.getBoundingClientRect();
  const left = svg.left + (x - page.data.view[0]) * page.scale, top = svg.top + (y - page.data.view[1]) * page.scale;
  const right = left + width * page.scale, bottom = top + height * page.scale;
  // Once it moves, it moves far enough that the next steps need not.
  const by = (from, to, low, high) => (from >= low && to <= high ? 0 : (from + to - low - high) / 2);
  const dx = by(left, right, box.left, box.right), dy = by(top, bottom, box.top, box.bottom);
  if (dx || dy) $("canvas").scrollBy(dx, dy);
}

function reveal(serial) {
  const info = page.info.get(serial);
  if (info) revealPlace(info.place);
}

// The frame that runs: there a walk begins.
function revealFrame() {
  for (const [key, number] of page.shown) {
    const place = /^s\d+$/.test(key) && /<rect class="scope" x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)" height="([\d.]+)"/.exec(pieceOf(number)[2]);
    if (place) revealPlace(place.slice(1).map(Number));
  }
}
