// theme.js - the colours of a page: light, dark, print, contrast.
const THEMES = ["light", "dark", "print", "contrast"];

function nextTheme() {
  const { dataset } = document.documentElement;
  dataset.theme = THEMES[(THEMES.indexOf(dataset.theme) + 1) % THEMES.length];
}

// Dark where the user's system is, unless other colours were asked for.
function systemTheme() {
  const { dataset } = document.documentElement;
  if (matchMedia("(prefers-color-scheme: dark)").matches && dataset.theme === "light") dataset.theme = "dark";
}
