// Applies the chosen theme before the page is painted, prepares for a shared report, switches the theme, moves the focus to the search on
// "/" and Ctrl-K, selects tabs, and copies texts. Reports are plain HTML on every page, with and without a bundle.
const root = document.documentElement;

function stored() {
  try {
    return localStorage.getItem("why403.theme");
  } catch {
    return null; // Storage is blocked: the system decides.
  }
}

// A link to a report: the bundle that shows it is loaded at once, and the rest of the page stays hidden until `share.js` shows the report.
if (location.hash.startsWith("#report=")) {
  root.dataset.opening = "";
  const { assets = "" } = root.dataset;
  const preloads = [
    { rel: "modulepreload", href: `${assets}/pkg/shared-report.js` },
    { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "anonymous", href: `${assets}/pkg/shared-report_bg.wasm` },
  ];
  for (const preload of preloads) document.head.append(Object.assign(document.createElement("link"), preload));
  addEventListener("load", () => {
    // Without `share.js`, nothing opens the report.
    if (root.dataset.opening === "") delete root.dataset.opening;
  });
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

/** Selects a tab and shows its panel. */
function select(tab) {
  for (const one of tab.parentElement.children) {
    const selected = one === tab;
    one.setAttribute("aria-selected", selected);
    one.tabIndex = selected ? 0 : -1;
    const panel = document.getElementById(one.getAttribute("aria-controls"));
    if (panel) panel.hidden = !selected;
  }
}

/** Copies a text. Returns whether it was copied. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages loaded over plain HTTP from another host have no clipboard interface.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** Copies a button's text, and confirms that in the line next to the button, which screen readers announce. */
async function copy(button) {
  const done = await copied(button.dataset.copy);
  const line = button.nextElementSibling;
  if (!line) return;
  button.focus();
  line.textContent = done ? (button.dataset.copied ?? "Copied") : "The browser blocked the copy";
  setTimeout(() => (line.textContent = ""), 4000);
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (tab) select(tab);
  const button = event.target.closest("[data-copy]");
  // An island may set the text when it handles the same click.
  if (button) setTimeout(copy, 0, button);
});

// Arrow keys, Home, and End move between tabs, as in the ARIA Authoring Practices.
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (!tab) return;
  const tabs = [...tab.parentElement.children];
  const at = tabs.indexOf(tab);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = tabs.at(to % tabs.length);
  select(next);
  next.focus();
});
