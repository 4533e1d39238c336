// Searches a static site: reads the query from the URL, and lists the reference pages whose words contain all words of the query.
const LIMIT = 50;
const root = document.documentElement;
const prefix = root.dataset.prefix ?? "";
const query = (new URLSearchParams(location.search).get("q") ?? "").trim();
const heading = document.querySelector("#content h1");
const results = document.querySelector("#content .parts");

function wordsOf(text) {
  return text.toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter(Boolean);
}

/** The page of an operation such as `GET ~/users/{user-id}`. */
function pageOf([name, words]) {
  const [method, path] = name.split(" ");
  const below = path === "~" ? "/realm" : path.replace("~", "");
  const slug = `${method}${below}`.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean).join("-");
  return [`/operations/${slug}`, `${method} /admin${path.replace("~", "/realms/{realm}")}`, words];
}

/** The pages of the index: path, title, and additional words. */
function pagesOf({ causes, operations, roles }) {
  return [
    ...causes.map(([code, title, words]) => [`/causes/${code}`, title, words]),
    ...operations.map(pageOf),
    ...roles.map((role) => [`/roles/${role}`, role, "role"]),
  ];
}

function listOf(found) {
  const list = document.createElement("ul");
  for (const [path, title] of found.slice(0, LIMIT)) {
    const link = document.createElement("a");
    link.href = prefix + path;
    link.textContent = title;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  return list;
}

async function search() {
  const input = document.getElementById("site-search");
  if (input) input.value = query;
  heading.textContent = `Results for “${query}”`;
  const response = await fetch(`${prefix}/search.json`);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const pages = pagesOf(await response.json());
  const wanted = wordsOf(query);
  const inTitle = ([, title]) => wanted.every((word) => title.toLowerCase().includes(word));
  const inWords = (page) => wanted.every((word) => page.join(" ").toLowerCase().includes(word));
  const found = pages.filter(inWords).sort((one, other) => inTitle(other) - inTitle(one));
  results.replaceChildren(found.length ? listOf(found) : "No match. Try fewer words.");
}

if (query) {
  search().catch(() => results.replaceChildren("The search index could not be loaded. Reload the page."));
}
