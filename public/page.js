// Applies the chosen theme before the page is painted, switches the theme, and moves the focus to the search on "/" and Ctrl-K.
const root = document.documentElement;

function stored() {
  try {
    return localStorage.getItem("why403.theme");
  } catch {
    return null; // Storage is blocked: the system decides.
  }
}

const theme = stored();
if (theme === "light" || theme === "dark") root.dataset.theme = theme;

document.addEventListener("click", (event) => {
  if (!event.target.closest(".theme")) return;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("why403.theme", root.dataset.theme);
  } catch {
    // Storage is blocked, so the choice applies to this page only.
  }
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  const controlK = event.key === "k" && (event.ctrlKey || event.metaKey);
  if (!slash && !controlK) return;
  event.preventDefault();
  document.getElementById("site-search")?.focus();
});
