// Shares the report on the page as a link, as Markdown, and as a file, opens a shared report, and keeps the last live checks in this browser.
// The bundles are loaded when they are needed.
import { engine, reports } from "./engine.js";

const { prefix = "", assets = "" } = document.documentElement.dataset;
const main = document.getElementById("content");
const KEY = "why403.checks";
const KEPT = 10;
// This page never creates a link to a longer report.
const LONGEST = 2_000_000;
const LINK = "#report=";

const today = () => new Date().toISOString().slice(0, 16).replace("T", " ") + " UTC";

async function through(bytes, stream) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > LONGEST) throw new Error("The report is too long.");
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function packed(text) {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function unpacked(packed) {
  const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw")));
}

/** An element with attributes and children. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** An element with HTML of the engine, which escapes every value. */
function rendered(html) {
  const part = element("div", { class: "parts" });
  part.innerHTML = html;
  return part;
}

/** A button with a line that shows the result of a click. */
function button(label, act, className = "quiet") {
  const said = element("span", { class: "said", role: "status" });
  const press = async () => {
    try {
      said.textContent = (await act()) ?? "";
    } catch {
      said.textContent = "The action failed. Either this browser does not support it, or the server does not respond.";
    }
    setTimeout(() => (said.textContent = ""), 4000);
  };
  return element("span", { class: "copy" }, element("button", { type: "button", class: className, onclick: press }, label), said);
}

function download(name, type, text) {
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** The report as a page of its own: without scripts, with every tab open. */
async function pageOf(shared) {
  const [answer, analysis] = (await reports()).opened(shared, "", `${location.origin}${prefix}`);
  const article = element("article", { class: "report" }, rendered(answer), rendered(analysis));
  // The steps differ between versions, and without tabs nothing else names them.
  for (const tab of article.querySelectorAll(".versions [role=tab]")) {
    article.querySelector(`[id="${tab.getAttribute("aria-controls")}"]`)?.prepend(element("p", {}, element("b", {}, `Keycloak ${tab.textContent}`)));
  }
  for (const part of article.querySelectorAll("[role=tablist], template, .copy, .copy + .said")) part.remove();
  for (const part of article.querySelectorAll("[role=tabpanel]")) part.hidden = false;
  for (const part of article.querySelectorAll("details")) part.open = true;
  const style = await (await fetch(`${assets}/style.css`)).text();
  return `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Why403 report</title><style>${style}</style><body><main>${article.outerHTML}</main></body></html>`;
}

/** The section that shares a report. It reads the report on each click, because the next check replaces the report. */
function shareBox(article) {
  const names = element("input", { type: "checkbox" });
  const shared = async () => {
    const report = article.querySelector(".report-data").content.textContent;
    const [text, markdown] = (await engine()).shared(report, names.checked ? "names" : "", today());
    return { text, markdown };
  };
  const copy = async (text, words) => {
    // `copied` is in page.js.
    return (await copied(text)) ? words : "The browser blocked the copy";
  };
  return element(
    "section",
    { class: "share", "aria-label": "Share" },
    element("h2", {}, "Share"),
    element("p", { class: "small" }, "The link contains the report after the #. Browsers do not send this part. Secrets are never included."),
    element("p", {}, element("label", {}, names, " Include names, addresses, responses, and claims")),
    element(
      "div",
      { class: "row" },
      button("Copy report link", async () => copy(`${location.origin}${location.pathname}${LINK}${await packed((await shared()).text)}`, "Copied")),
      button("Copy Markdown", async () => copy((await shared()).markdown, "Copied")),
      button("Save JSON", async () => download("why403-report.json", "application/json", (await shared()).text)),
      button("Save HTML", async () => download("why403-report.html", "text/html", await pageOf((await shared()).text))),
    ),
  );
}

/** Shows a report above the playground. */
async function show(text, stored) {
  const [answer, analysis] = (await reports()).opened(text, stored ? "stored" : "", prefix);
  main.querySelector(":scope > .shared")?.remove();
  if (answer === undefined) {
    main.prepend(element("div", { class: "shared failure", role: "alert" }, "This version of Why403 can't open the report in this link."));
    return;
  }
  const article = element("article", { class: "report shared" }, rendered(answer), rendered(analysis));
  article.append(button("Close", () => close(article)));
  main.prepend(article);
  article.querySelector("h1")?.focus();
}

function close(article) {
  article.remove();
  if (location.hash.startsWith(LINK)) history.replaceState(null, "", location.pathname + location.search);
}

function openLink() {
  if (!location.hash.startsWith(LINK)) return;
  const { dataset } = document.documentElement;
  dataset.opening = "started";
  main.prepend(element("p", { class: "shared", role: "status" }, "Opening the report…"));
  unpacked(location.hash.slice(LINK.length))
    .catch(() => "")
    .then((text) => show(text, false))
    .catch(() => {
      main.querySelector(":scope > .shared")?.remove();
      main.prepend(element("div", { class: "shared failure", role: "alert" }, "The shared report could not be loaded. Reload the page."));
    })
    .then(() => delete dataset.opening);
}

/** The stored checks, newest first. */
function stored() {
  try {
    const checks = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(checks) ? checks.filter((check) => typeof check?.text === "string") : [];
  } catch {
    return [];
  }
}

function store(checks) {
  for (let kept = Math.min(checks.length, KEPT); ; kept -= 1) {
    try {
      if (kept > 0) localStorage.setItem(KEY, JSON.stringify(checks.slice(0, kept)));
      else localStorage.removeItem(KEY);
      return;
    } catch {
      if (kept <= 0) return; // Storage is blocked or full.
    }
  }
}

/** Stores a live check. */
async function remember(report) {
  const [text] = (await engine()).shared(report, "names", today());
  if (text === undefined) return;
  const { date, report: shared } = JSON.parse(text);
  const title = [date, shared.status ?? "no response", shared.cause.title, shared.operation].join(" · ");
  store([{ title, text }, ...stored()]);
  list();
}

/** Lists the stored checks below the playground. */
function list() {
  main.querySelector(":scope > .stored")?.remove();
  const checks = stored();
  if (!checks.length) return;
  const boxes = [];
  const items = checks.map(({ title, text }, at) => {
    const box = element("input", { type: "checkbox", "aria-label": `Compare: ${title}` });
    boxes.push(box);
    return element("li", {}, box, " ", button(title, () => show(checks[at].text, true), "link"));
  });
  const result = element("div", { "aria-live": "polite" });
  const compare = async () => {
    const chosen = checks.filter((_, at) => boxes[at].checked);
    if (chosen.length !== 2) return "Select two checks";
    const [html] = (await reports()).compared(chosen[1].text, chosen[0].text);
    result.replaceChildren(rendered(html ?? "These checks cannot be compared."));
    return "";
  };
  const clear = () => {
    store([]);
    list();
  };
  main.append(
    element(
      "section",
      { class: "stored card", "aria-labelledby": "stored" },
      element("h2", { id: "stored" }, "Recent checks"),
      element("p", { class: "small" }, "Stored only in this browser, without secrets. Pasted texts are not stored."),
      element("ol", {}, ...items),
      element("div", { class: "row" }, ...(checks.length > 1 ? [button("Compare", compare)] : []), button("Clear", clear)),
      result,
    ),
  );
}

/** Adds the share box to a new report, and stores a new live check. */
const known = new WeakSet();
function look() {
  for (const data of main.querySelectorAll("article.report .report-data")) {
    if (known.has(data)) continue;
    known.add(data);
    const article = data.closest("article");
    if (article.matches(".shared")) continue;
    // The page shows one report at a time.
    main.querySelector(":scope > .shared")?.remove();
    if (!article.querySelector(":scope > .share")) article.append(shareBox(article));
    if (data.hasAttribute("data-live")) remember(data.content.textContent).catch(() => {});
  }
}

new MutationObserver(look).observe(main, { childList: true, subtree: true });
addEventListener("hashchange", openLink);
look();
list();
openLink();
