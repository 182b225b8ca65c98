// panels.js - what stands beside the drawing: events, objects, the
// collector, memory, stops, text; search and predictions.

function element(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

function link(text, action) {
  const node = element("button", text, "link");
  node.type = "button";
  node.addEventListener("click", action);
  return node;
}

function nameOf(serial) {
  const info = page.info.get(serial);
  return info ? `${info.type} #${info.number}` : `@${serial}`;
}

function stepLink(index) {
  const step = page.data.steps[index];
  return link(step.b ? `step ${index + 1}, line ${step.b}` : `step ${index + 1}`, () => show(index));
}

function openTab(name) {
  for (const tab of $("tabs").children) {
    const on = tab.id === "tab-" + name;
    tab.setAttribute("aria-selected", on);
    tab.tabIndex = on ? 0 : -1;
    $(tab.getAttribute("aria-controls")).hidden = !on;
  }
  page.tab = name;
  if (page.step >= 0) showPanels(page.data.steps[page.step], page.part);
}

function makePanels() {
  page.tab = "events";
  $("tabs").addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) openTab(tab.id.slice(4));
  });
  $("tabs").addEventListener("keydown", (event) => {
    const tabs = [...$("tabs").children];
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    openTab(tab.id.slice(4));
    tab.focus();
  });
  makeStops();
  makeSearch();
}

function showPanels(step, part) {
  page.overlay.replaceChildren();
  const byEvent = $("grain").value === "event";
  showEvents(step, byEvent ? part : -1);
  if ($("grain").value === "gc" && part >= 0 && page.tab !== "gc") {
    openTab("gc");
    return;
  }
  if (page.tab === "object" && page.object) showObject();
  if (page.tab === "gc") showCollector($("grain").value === "gc" ? part : -1);
  if (page.tab === "memory") showMemory();
  if (page.tab === "text") showText();
}

// This step.

function showEvents(step, part) {
  const items = step.e.map((event, i) => {
    const item = element("li", event[2], `k-${event[0]}` + (i === part ? " on" : ""));
    item.addEventListener("click", () => {
      light(event[1], "lit");
      if (event[1][0]) reveal(event[1][0]);
    });
    return item;
  });
  if (!items.length) items.push(element("li", "Nothing in memory changed.", "hint"));
  $("events").replaceChildren(...items);
  light(part >= 0 && step.e[part] ? step.e[part][1] : [], "lit");
  if (part >= 0 && items[part]) items[part].scrollIntoView({ block: "nearest" });
}

function showLine(line) {
  const list = element("ol");
  let left = 200;
  page.data.steps.forEach((step, i) => {
    if (step.b !== line || left <= 0) return;
    left--;
    const item = element("li");
    item.append(stepLink(i), ": " + (step.e.map((event) => event[2]).join("; ") || "nothing in memory changed"));
    list.append(item);
  });
  const panel = $("panel-object");
  panel.replaceChildren(element("h3", `Line ${line}: all its events`));
  panel.append(list.children.length ? list : element("p", "It never ran.", "hint"));
  page.object = 0;
  light([], "chosen");
  openTab("object");
}

// One object.

function choose(serial) {
  page.object = serial;
  light(serial ? [serial] : [], "chosen");
  if (serial) openTab("object");
  else {
    $("panel-object").replaceChildren(element("p", "Click an object in the drawing, or choose it with the keys.", "hint"));
  }
}

// The references of the shown step: [from serial, scope, label, to, weak].
function references() {
  const found = [];
  for (const number of page.shown.values()) {
    const piece = pieceOf(number);
    if (piece[0] === 3) found.push([piece[3], piece[4], piece[5], piece[6], piece[7]]);
  }
  return found;
}

// A shortest way from a name to an object, as texts.
function pathTo(serial) {
  const edges = references().filter((edge) => !edge[4]);
  const before = new Map([[serial, null]]);
  const queue = [serial];
  while (queue.length) {
    const at = queue.shift();
    for (const edge of edges) {
      if (edge[3] !== at) continue;
      if (edge[1]) {
        const steps = [`${edge[1]}: ${edge[2]}`];
        for (let way = at; way !== null && before.get(way); way = before.get(way)[3]) steps.push(before.get(way)[2]);
        return steps.join(" → ") + " → " + nameOf(serial);
      }
      if (!before.has(edge[0])) {
        before.set(edge[0], edge);
        queue.push(edge[0]);
      }
    }
  }
  return "";
}

function showObject() {
  const serial = page.object;
  const panel = $("panel-object");
  const number = page.shown.get("o" + serial);
  const piece = number === undefined ? null : pieceOf(number);
  const parts = [element("h3", nameOf(serial) + (piece && piece[6] ? ` ${piece[6]}` : ""))];
  if (piece) {
    const states = { l: "alive", w: "only weakly reachable", u: "unreachable, not freed", d: "being freed", f: "being finalized", r: "alive again: its finalizer resurrected it" };
    const facts = `${states[piece[10]]}; ${piece[11]} bytes` + (piece[9] >= 0 ? `; generation ${piece[9]}` : "; not watched by the collector");
    parts.push(element("p", facts));
    parts.push(element("h3", `Its count is ${piece[7]}`));
    parts.push(element("p", piece[12]));
    if (piece[8]) parts.push(element("p", `+ ${piece[13]} = ${piece[7] + piece[8]}, which sys.getrefcount would count`, "hint"));
    const list = element("ul");
    for (const [from, scope, label, to, weak] of references()) {
      if (to !== serial) continue;
      const item = element("li");
      if (scope) item.append(`name ${label} in ${scope}`);
      else item.append(link(nameOf(from), () => choose(from)), ` ${label}`);
      if (weak) item.append(" (weakly, not counted)");
      list.append(item);
    }
    parts.push(element("h3", "Who refers to it"), list.children.length ? list : element("p", "nobody in the picture", "hint"));
    parts.push(element("h3", "How it is reached"), element("p", pathTo(serial) || "no name leads to it"));
  } else parts.push(element("p", "It is not there at this step.", "hint"));
  const history = element("ol");
  for (const [i, k] of page.byObject.get(serial) || []) {
    const item = element("li");
    if (i === page.step) item.style.fontWeight = "bold";
    item.append(stepLink(i), ": " + page.data.steps[i].e[k][2]);
    history.append(item);
    if (history.children.length > 400) break;
  }
  parts.push(element("h3", "Its life"), history);
  panel.replaceChildren(...parts);
}

// The collector.

// What a collection has done after its first `upto` records.
function collectorState(step, upto) {
  const state = { objects: new Map(), running: false, told: "" };
  const rows = (step.q || []).slice(0, upto + 1).map((line) => line.split("\t"));
  for (const row of rows) {
    const [what] = row;
    if (what === "begin") {
      Object.assign(state, { objects: new Map(), running: true, generation: row[1], asked: row[2] === "1", counters: row[3].split(","), thresholds: row[4].split(",") });
      state.told = `A collection of generation ${row[1]} begins` + (row[2] === "1" ? ", asked for." : ": the threshold was passed.");
      continue;
    }
    if (what === "end") {
      state.running = false;
      state.told = `The collection ends: ${row[2]} unreachable objects in all (the runtime's own counted too).`;
      state.moving = 0;
      continue;
    }
    const serial = Number(row[1]);
    if (!state.objects.has(serial)) state.objects.set(serial, { name: row[4], count: "", left: "", state: "" });
    const object = state.objects.get(serial);
    state.moving = serial;
    if (what === "copy") {
      object.count = object.left = Number(row[3]);
      state.told = `${object.name}: its count ${row[3]} is copied${object.state ? " again: did a finalizer bring it back?" : "."}`;
    } else if (what === "subtract") {
      object.left -= 1;
      state.told = `A reference from ${row[5]} to ${object.name} comes from inside: ${object.left + 1} − 1 = ${object.left}.`;
    } else {
      object.state = what;
      state.told = { reachable: `${object.name} is reachable from outside: it comes back.`, unreachable: `${object.name} is left over: unreachable.`, clear: `The references of ${object.name} are cleared.` }[what];
    }
  }
  return state;
}

function laneList() {
  const lanes = [[], [], []];
  for (const number of page.shown.values()) {
    const piece = pieceOf(number);
    if (piece[0] === 1 && piece.length > 4 && piece[9] >= 0) lanes[piece[9]].push(piece[3]);
  }
  return lanes;
}

// The copies of the counts, at the objects themselves.
function showCopies(state) {
  for (const [serial, object] of state.objects) {
    const node = page.nodes.get("o" + serial);
    if (!node || object.left === "") continue;
    const box = node.getBBox();
    const text = document.createElementNS(SVG, "text");
    const end = { reachable: " ✓ stays", unreachable: " ✗ unreachable", clear: " ✗ cleared" }[object.state] || "";
    text.setAttribute("x", box.x + box.width);
    text.setAttribute("y", box.y - 2);
    text.setAttribute("text-anchor", "end");
    text.setAttribute("class", end.includes("✗") ? "bad-t copy" : "good-t copy");
    text.textContent = `copy ${object.left}${end}`;
    page.overlay.append(text);
  }
}

function showCollector(part) {
  const step = page.data.steps[page.step];
  const records = step.q || [];
  const state = collectorState(step, part >= 0 ? part : records.length - 1);
  page.told = state.told;
  const lanes = element("div", undefined, "lanes");
  laneList().forEach((serials, generation) => {
    const lane = element("div", undefined, "lane" + (records.length && generation <= Number(state.generation) ? " busy" : ""));
    const counter = state.counters ? ` ${state.counters[generation]} of ${state.thresholds[generation]}` : "";
    lane.append(element("b", `generation ${generation}${counter}`));
    for (const serial of serials.slice(0, 60)) lane.append(element("span", nameOf(serial), "chip"));
    if (serials.length > 60) lane.append(` and ${serials.length - 60} more`);
    lanes.append(lane);
  });
  const parts = [element("h3", "Generations"), lanes];
  if (!records.length) {
    parts.push(element("p", "The collector did not run in this step. Step by \u201ccollector\u2019s move\u201d to follow it where it did.", "hint"));
    const next = page.data.steps.findIndex((other, i) => i > page.step && other.q);
    if (next >= 0) parts.push(link(`its next run: step ${next + 1}`, () => show(next)));
  } else {
    parts.push(element("h3", part >= 0 ? `Move ${part + 1} of ${records.length}` : "What it did"), element("p", state.told));
    const table = element("table");
    const head = table.createTHead().insertRow();
    for (const text of ["object", "count", "left", ""]) {
      const cell = element("th", text);
      cell.scope = "col";
      head.append(cell);
    }
    const body = table.createTBody();
    for (const [serial, object] of state.objects) {
      const row = body.insertRow();
      row.className = `state-${object.state}` + (serial === state.moving && part >= 0 ? " moving" : "");
      for (const text of [object.name, object.count, object.left, { reachable: "stays", unreachable: "unreachable", clear: "cleared" }[object.state] || ""]) row.insertCell().textContent = text;
    }
    parts.push(table);
    light(part >= 0 && state.moving ? [state.moving] : [], "lit");
    if (part >= 0 && state.running) showCopies(state);
  }
  $("panel-gc").replaceChildren(...parts);
}

// Memory over time.

function showMemory() {
  const steps = page.data.steps;
  const most = page.most = page.most || steps.reduce((all, step) => Math.max(all, step.m[1]), 1);
  const x = (i) => (steps.length > 1 ? (i / (steps.length - 1)) * 300 : 0);
  const y = (bytes) => 130 - (bytes / most) * 120;
  // The largest of each part of the time: a picture has no more columns.
  if (!page.memoryLine) {
    const stride = Math.ceil(steps.length / 600);
    page.memoryLine = "M";
    for (let i = 0; i < steps.length; i += stride) {
      let bytes = 0;
      for (let k = i; k < Math.min(i + stride, steps.length); k++) bytes = Math.max(bytes, steps[k].m[1]);
      page.memoryLine += `${i ? "L" : ""}${x(i).toFixed(1)} ${y(bytes).toFixed(1)}`;
    }
  }
  const line = page.memoryLine;
  const peak = page.peak = page.peak || steps.findIndex((step) => step.m[1] === most);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-6 0 312 140");
  svg.setAttribute("width", "100%");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `Bytes of the program's objects; the most is ${most} at step ${peak + 1}`);
  svg.innerHTML = `<path d="${line}" fill="none" stroke="var(--scope)" stroke-width="2"/><path d="M${x(page.step)} 4V132" stroke="var(--bad)" stroke-width="1.5"/><circle cx="${x(peak)}" cy="${y(most)}" r="3.5" fill="var(--cycle)"/>`;
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    show(Math.round((((event.clientX - box.left) / box.width) * 312 - 6) / 300 * (steps.length - 1)));
  });
  const now = steps[page.step].m;
  const told = element("p", `Now ${now[0]} objects, ${now[1].toLocaleString("en")} bytes. The most: ${most.toLocaleString("en")} bytes at `);
  told.append(stepLink(peak), ".");
  $("panel-memory").replaceChildren(element("h3", "Bytes of the program's objects"), svg, told);
}

// As text.

function showText() {
  const names = element("ul"), objects = element("ul");
  const edges = references();
  for (const [, scope, label, to, weak] of edges) {
    if (scope) names.append(element("li", `${scope}: ${label} refers to ${nameOf(to)}${weak ? ", weakly" : ""}`));
  }
  for (const number of page.shown.values()) {
    const piece = pieceOf(number);
    if (piece[0] !== 1 || piece.length <= 4) continue;
    const slots = edges.filter((edge) => !edge[1] && edge[0] === piece[3]).map((edge) => `${edge[2]} refers to ${nameOf(edge[3])}`);
    const item = element("li");
    item.append(link(`${piece[5]} #${piece[4]}`, () => choose(piece[3])), `${piece[6] ? " " + piece[6] : ""}, count ${piece[7]}: ${piece[12]}` + (({ u: "; unreachable, not freed", w: "; only weakly reachable", d: "; being freed", f: "; being finalized", r: "; resurrected" })[piece[10]] || "") + (slots.length ? "; " + slots.join(", ") : ""));
    objects.append(item);
  }
  $("panel-text").replaceChildren(element("h3", "Names"), names, element("h3", "Objects"), objects);
}

// Stops.

function matches(stop, index) {
  const step = page.data.steps[index];
  const wanted = (serial) => !stop.number || (page.info.get(serial) || {}).number === stop.number;
  switch (stop.kind) {
    case "death":
      return step.e.some((event) => event[0] === "d" && /freed/.test(event[2]) && wanted(event[1][0]));
    case "zero":
      return step.e.some((event) => event[0] === "d" && /count is 0/.test(event[2]) && wanted(event[1][0]));
    case "count":
      return step.e.some((event) => event[0] === "c" && wanted(event[1][0]));
    case "gc":
      return step.e.some((event) => event[0] === "g" && /looks at/.test(event[2]));
    case "line":
      return stop.number ? step.l === stop.number : step.l > 0;
    case "output":
      return Boolean(step.o);
    default:
      return step.e.some((event) => event[0] === "x");
  }
}

function toStop(direction) {
  const steps = page.data.steps;
  if (!page.stops.length) {
    openTab("stops");
    $("stop-told").textContent = "There is no stop yet: add one here.";
    return;
  }
  for (let i = page.step + direction; i >= 0 && i < steps.length; i += direction) {
    const stop = page.stops.find((one) => matches(one, i));
    if (stop) {
      show(i);
      $("stop-told").textContent = `Stopped: ${stop.text}.`;
      return;
    }
  }
  $("stop-told").textContent = direction > 0 ? "No stop comes after this step." : "No stop lies before this step.";
}

function showStops() {
  $("stop-list").replaceChildren(...page.stops.map((stop, i) => {
    const item = element("li", stop.text + " ");
    item.append(link("remove", () => {
      page.stops.splice(i, 1);
      showStops();
    }));
    return item;
  }));
  page.lines.forEach((line, i) => line.classList.toggle("stop", page.stops.some((stop) => stop.kind === "line" && stop.number === i + 1)));
}

function makeStops() {
  $("stop-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const kind = $("stop-kind").value;
    const number = parseInt($("stop-number").value.replace("#", ""), 10) || 0;
    const label = $("stop-kind").selectedOptions[0].textContent;
    const text = number ? label.replace(/an object|a line/, (word) => (word === "a line" ? `line ${number}` : `#${number}`)) : label;
    page.stops.push({ kind, number, text });
    showStops();
    $("stop-told").textContent = "";
  });
  $("stop-next").onclick = () => toStop(1);
  $("stop-back").onclick = () => toStop(-1);
}

// Search.

function search(text) {
  const wanted = text.toLowerCase();
  const found = [];
  for (const [serial, info] of page.info) {
    const name = `${info.type} #${info.number}`;
    if (found.length < 12 && name.toLowerCase().includes(wanted)) {
      const [first] = page.byObject.get(serial) || [[0, 0]];
      found.push([name, () => {
        if (!page.shown.has("o" + serial)) show(first[0]);
        choose(serial);
        reveal(serial);
      }]);
    }
  }
  page.data.steps.forEach((step, i) => {
    for (const event of step.e) {
      if (found.length < 40 && event[2].toLowerCase().includes(wanted)) found.push([`step ${i + 1}: ${event[2]}`, () => show(i)]);
    }
  });
  page.data.source.split("\n").forEach((line, i) => {
    if (found.length < 60 && line.toLowerCase().includes(wanted)) {
      const at = page.data.steps.findIndex((step) => step.l === i + 1);
      found.push([`line ${i + 1}: ${line.trim()}`, () => (at >= 0 ? show(at) : showLine(i + 1))]);
    }
  });
  return found;
}

function makeSearch() {
  const box = $("search");
  const list = $("found");
  const close = () => {
    list.hidden = true;
    list.replaceChildren();
  };
  box.addEventListener("input", () => {
    const found = box.value.trim() ? search(box.value.trim()) : [];
    list.hidden = !box.value.trim();
    list.replaceChildren(...(found.length ? found : [["nothing found", close]]).map(([text, action]) => {
      const item = element("li");
      const button = element("button", text);
      button.type = "button";
      button.addEventListener("click", () => {
        close();
        action();
      });
      item.append(button);
      return item;
    }));
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      box.value = "";
      close();
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      list.querySelector("button").click();
      box.blur();
    } else if (event.key === "ArrowDown" && !list.hidden) list.querySelector("button").focus();
  });
}

// Predictions: asked before a step is shown; false when it offers nothing
// to ask.

function ask(question, answers, right, done) {
  $("question-text").textContent = question;
  $("verdict").textContent = "";
  $("question-close").disabled = true;
  $("answers").replaceChildren(...answers.map((answer) => {
    const button = element("button", answer);
    button.type = "button";
    button.addEventListener("click", () => {
      const good = answer === right;
      page.score = page.score || [0, 0];
      if (!$("question-close").disabled) return;
      page.score[0] += good ? 1 : 0;
      page.score[1] += 1;
      $("verdict").textContent = `${good ? "Right" : `No: ${right}`}. ${page.score[0]} of ${page.score[1]} so far.`;
      $("question-close").disabled = false;
      $("question-close").focus();
    });
    return button;
  }));
  $("question").onclose = () => done();
  $("question").oncancel = () => {
    $("question-close").disabled = false;
  };
  $("question").showModal();
}

function predict(index, done) {
  const step = page.data.steps[index];
  const line = step.b ? `Line ${step.b} runs now. ` : "";
  const death = step.e.find((event) => event[0] === "d" && /freed/.test(event[2]) && page.shown.has("o" + event[1][0]));
  if (death) {
    const right = nameOf(death[1][0]);
    const dying = new Set(step.e.filter((event) => event[0] === "d").map((event) => event[1][0]));
    const others = [];
    for (const number of page.shown.values()) {
      const piece = pieceOf(number);
      if (piece[0] === 1 && piece.length > 4 && !dying.has(piece[3]) && others.length < 4) others.push(nameOf(piece[3]));
    }
    const answers = [...others, right, "nothing dies"].sort();
    ask(line + (dying.size > 1 ? "Which of these dies first?" : "Which object dies?"), answers, right, done);
    return true;
  }
  const count = step.e.find((event) => event[0] === "c");
  const numbers = count && /from (\d+) to (\d+)/.exec(count[2]);
  if (!numbers) return false;
  const [was, will] = [Number(numbers[1]), Number(numbers[2])];
  const answers = [...new Set([was - 1, was, was + 1, will])].filter((n) => n >= 0).sort((a, b) => a - b).map(String);
  ask(`${line}The count of ${nameOf(count[1][0])} is ${was}. What will it be?`, answers, String(will), done);
  return true;
}
