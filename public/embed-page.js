// Runs in the pages that other sites embed: applies the theme of the embedding page, reports the height, and finds the page of a request.
// `root` is in page.js.
const around = window.parent;

function applyTheme(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
}

applyTheme(location.hash.slice(1));
addEventListener("message", (event) => {
  if (event.source === around && event.data?.why403 === "theme") applyTheme(event.data.theme);
});

/** Sends a message to the embedding page. Any site may embed these pages. The messages contain only a state and the height. */
function tell(message) {
  if (around !== window) around.postMessage(message, "*");
}

/** The page of the operation that matches a request such as `GET /admin/realms/acme/users/1`. The lists are tried in turn. */
function slugOf(request, lists) {
  const [, method, path] = /^\s*([A-Za-z]+)\s+\S*?(\/admin\/[^?#]*)/.exec(request) ?? [];
  if (!method) return undefined;
  const segmentsOf = (text) => text.split("/").filter(Boolean);
  const isName = (segment) => /^\{.*\}$/.test(segment);
  const concrete = segmentsOf(path.trim());
  const fits = ([, of, template]) => {
    const segments = segmentsOf(template);
    // The only parameter that takes several segments.
    const isOpen = segments.at(-1) === "{path}" && concrete.length >= segments.length;
    return (
      of === method.toUpperCase() &&
      (segments.length === concrete.length || isOpen) &&
      segments.every((segment, at) => isName(segment) || segment === concrete[at])
    );
  };
  const fixed = ([, , template]) => segmentsOf(template).filter((segment) => !isName(segment)).length;
  for (const list of lists) {
    const [best] = list.filter(fits).sort((one, other) => fixed(other) - fixed(one));
    if (best) return best[0];
  }
  return undefined;
}

document.addEventListener("DOMContentLoaded", () => {
  const operations = document.getElementById("operations");
  const request = new URLSearchParams(location.search).get("op");
  if (operations && request) {
    const slug = slugOf(request, JSON.parse(operations.textContent));
    if (slug) {
      location.replace(`${root.dataset.prefix ?? ""}/embed/role/${slug}${location.hash}`);
      return;
    }
  }
  if (document.querySelector("[data-nothing]")) tell({ why403: "nothing" });
  tell({ why403: "ready" });
  new ResizeObserver(() => tell({ why403: "height", height: Math.ceil(document.body.getBoundingClientRect().height) })).observe(document.body);
});
