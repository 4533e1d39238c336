// Searches a static site for the query in the URL, and as it is typed: finds the roles and operations that contain all words of the query,
// and the causes that the engine finds.
import { engine } from "./engine.js";

const LIMIT = 50;
// As on a server (`app/src/pages/search.rs`).
const CAUSES = 10;
const root = document.documentElement;
const prefix = root.dataset.prefix ?? "";
const input = document.getElementById("site-search");
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

/** The pages of the causes that the engine finds, best first. */
function causesOf(bundle, query) {
  const texts = bundle.causes_found(query, String(Math.floor(Date.now() / 1000)));
  const found = [];
  for (let at = 0; at < texts.length && found.length < CAUSES; at += 3) {
    found.push({ path: `/causes/${texts[at]}`, title: texts[at + 1] });
  }
  return found;
}

/** The pages of the index: path, title, the title in lower case, and all words in lower case. */
function pagesOf({ causes, operations, roles }) {
  return [
    ...causes.map(([code, title, words]) => [`/causes/${code}`, title, words]),
    ...operations.map(pageOf),
    ...roles.map((role) => [`/roles/${role}`, role, "role"]),
  ].map((page) => ({ path: page[0], title: page[1], lower: page[1].toLowerCase(), words: page.join(" ").toLowerCase() }));
}

function listOf(found) {
  const list = document.createElement("ul");
  for (const { path, title } of found.slice(0, LIMIT)) {
    const link = document.createElement("a");
    link.href = prefix + path;
    link.textContent = title;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  return list;
}

async function load() {
  const response = await fetch(`${prefix}/search.json`);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return pagesOf(await response.json());
}

function show(pages, bundle, query) {
  const wanted = wordsOf(query);
  heading.textContent = wanted.length ? `Results for “${query}”` : "Search";
  if (!wanted.length) {
    results.replaceChildren("Enter an error message, a path, an action such as “reset password”, or a role.");
    return;
  }
  const inTitle = ({ lower }) => wanted.every((word) => lower.includes(word));
  const inWords = ({ words }) => wanted.every((word) => words.includes(word));
  const ofWords = pages.filter(inWords).sort((one, other) => inTitle(other) - inTitle(one));
  const under = (folder) => ofWords.filter(({ path }) => path.startsWith(folder));
  const causes = bundle ? causesOf(bundle, query) : under("/causes/");
  const found = [...under("/roles/"), ...causes, ...under("/operations/")];
  results.replaceChildren(found.length ? listOf(found) : "No match. Try fewer words.");
}

const asked = (new URLSearchParams(location.search).get("q") ?? "").trim();
if (input && !input.value) input.value = asked;
load().then(
  (pages) => {
    let bundle;
    const search = () => {
      const query = (input?.value ?? asked).trim();
      show(pages, bundle, query);
      history.replaceState(null, "", query ? `?${new URLSearchParams({ q: query })}` : location.pathname);
    };
    input?.addEventListener("input", search);
    input?.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      search();
    });
    search();
    // Until the engine is loaded, or if it cannot be loaded, the search finds causes by their words.
    engine().then(
      (loaded) => {
        bundle = loaded;
        search();
      },
      () => {},
    );
  },
  () => results.replaceChildren("The search index could not be loaded. Reload the page."),
);
