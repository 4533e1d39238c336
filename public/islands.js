// Loads the bundle of the page's islands when the visitor first touches an island, so that reading a page loads no WebAssembly.
//
// Then it repeats for the islands what the visitor did before: changed fields, and a click or a submission.
const { assets = "", static: isStatic } = document.documentElement.dataset;
const islands = [...document.querySelectorAll("leptos-island")];
const touches = ["pointerover", "pointerdown", "focusin", "keydown", "dragenter"];
const actions = ["input", "click", "submit"];
const changed = new Set();
let repeat = () => {};
let loading;

/** Remembers what the islands have to repeat. Without the bundle, a click or a submission would load another page. */
function remember(event) {
  // Assistive technology can change a field without touching it.
  load();
  const { type, target } = event;
  if (type === "input") {
    changed.add(target);
    return;
  }
  const clicked = type === "click" ? target.closest("button:not([role=tab]), [data-remove]") : target;
  if (!clicked) return;
  event.preventDefault();
  event.stopPropagation();
  repeat = type === "click" ? () => clicked.click() : () => clicked.requestSubmit(event.submitter);
}

function listen(on) {
  const change = on ? "addEventListener" : "removeEventListener";
  for (const island of islands) {
    for (const type of touches) island[change](type, load);
    for (const type of actions) island[change](type, remember, true);
  }
}

async function run() {
  const bundle = await import(`${assets}/pkg/reference.js`);
  await bundle.default();
  bundle.hydrate();
  for (const island of islands) bundle[island.dataset.component](island);
  // The effects of the islands run first.
  await new Promise((done) => setTimeout(done));
}

/** Loads the bundle. If it cannot be loaded, the forms are sent to the server, as without JavaScript. */
function load() {
  loading ??= run()
    .catch(() => document.documentElement.setAttribute("data-without-bundle", ""))
    .then(() => {
      listen(false);
      // The islands load their data as soon as they have the focus.
      if (islands.some((island) => island.contains(document.activeElement))) {
        document.activeElement.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
      }
      for (const field of changed) field.dispatchEvent(new Event("input", { bubbles: true }));
      repeat();
    });
}

/** Whether the browser restored a value that the server did not render. */
function isRestored(field) {
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

listen(true);
addEventListener("pageshow", () => {
  const fields = islands.flatMap((island) => [...island.querySelectorAll("input:not([type=file]), textarea, select")]);
  // No server has read the query of a static site's URL.
  const query = isStatic === undefined ? "" : location.search;
  const search = fields.find(({ id }) => id === "q");
  if (query && search) search.value = new URLSearchParams(query).get("q") ?? "";
  for (const field of fields) {
    if (isRestored(field)) changed.add(field);
  }
  if (query || changed.size) load();
});
