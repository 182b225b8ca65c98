// deck.js - slides by keyboard, speaker notes in the page or in a window of
// their own ("w").
const slides = [...document.querySelectorAll(".slide")];
let at = -1;
let speaker = null;

function show(index) {
  index = Math.max(0, Math.min(slides.length - 1, index));
  if (index === at) return;
  at = index;
  slides.forEach((slide, i) => {
    slide.hidden = i !== at;
  });
  history.replaceState(null, "", `#slide=${at + 1}`);
  document.getElementById("told").textContent = slides[at].getAttribute("aria-label") + ". " + slides[at].querySelector("svg").getAttribute("aria-label");
  tellSpeaker();
}

function toggleNotes() {
  const on = document.body.classList.toggle("notes");
  document.getElementById("notes").setAttribute("aria-pressed", on);
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => {});
}

// The speaker's window: this slide's note and the next slide's title.
function tellSpeaker() {
  if (!speaker || speaker.closed) return;
  const body = speaker.document.body;
  body.replaceChildren();
  const add = (tag, text) => {
    const node = speaker.document.createElement(tag);
    node.textContent = text;
    body.append(node);
  };
  add("h1", `${at + 1} / ${slides.length}`);
  add("p", slides[at].querySelector(".note").textContent || "(no note)");
  if (slides[at + 1]) add("h2", "Next: " + slides[at + 1].getAttribute("aria-label"));
}

function openSpeaker() {
  speaker = window.open("", "speaker", "width=700,height=500");
  if (!speaker) return;
  speaker.document.body.style.font = "24px sans-serif";
  speaker.addEventListener("keydown", onKey);
  tellSpeaker();
}

function fromHash() {
  const match = /slide=(\d+)/.exec(location.hash);
  return match ? Number(match[1]) - 1 : 0;
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if ((event.key === " " || event.key === "Enter") && event.target.matches && event.target.matches("button")) return;
  const actions = {
    ArrowRight: () => show(at + 1), PageDown: () => show(at + 1), " ": () => show(at + 1), n: toggleNotes,
    ArrowLeft: () => show(at - 1), PageUp: () => show(at - 1), Home: () => show(0), End: () => show(slides.length - 1),
    t: nextTheme, f: fullScreen, w: openSpeaker,
  };
  if (actions[event.key]) {
    event.preventDefault();
    actions[event.key]();
  }
}

document.addEventListener("keydown", onKey);
document.getElementById("back").onclick = () => show(at - 1);
document.getElementById("next").onclick = () => show(at + 1);
document.getElementById("notes").onclick = toggleNotes;
document.getElementById("theme").onclick = nextTheme;
document.getElementById("full").onclick = fullScreen;
addEventListener("hashchange", () => show(fromHash()));
show(fromHash());
