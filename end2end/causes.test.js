// Tests the pages of causes and their search.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertNoComplaints, leave, openPage, startBoth } from "./why403.js";

const { server, browser } = await startBoth();

/** Opens the list. The bundle of its search is loaded by the first touch. */
async function openIndex(options = {}) {
  const opened = await openPage(browser, server, options);
  await opened.page.goto(`${server.url}/causes`);
  return opened;
}

const searchBox = (page) => page.locator("main").getByRole("searchbox");

/** The links of the search results. */
const found = (page) => page.locator(".found a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));

test("every listed cause has a page, and every link on it works", async () => {
  const { page, context, complaints } = await openIndex();
  const links = await page.locator("[data-cause]").evaluateAll((links) => links.map((link) => link.href));
  const pages = [...new Set(links)];
  assert.ok(pages.length >= 60, `${pages.length} causes`);
  const leads = new Set();
  for (const address of pages) {
    const response = await page.goto(address);
    assert.equal(response.status(), 200, address);
    assert.equal(await page.locator("h1").count(), 1, address);
    const path = new URL(address).pathname;
    assert.equal(await page.locator("link[rel=canonical]").getAttribute("href"), server.url + path);
    assert.ok((await page.locator("meta[name=description]").getAttribute("content")).length > 40, address);
    for (const heading of ["How to fix it", "How we know", "Keycloak versions"]) {
      const section = page.getByRole("region", { name: heading });
      assert.ok((await section.innerText()).length > heading.length + 3, `${address}: nothing under “${heading}”`);
    }
    for (const link of await page.locator("main a").evaluateAll((links) => links.map((link) => link.href))) {
      leads.add(link);
    }
  }
  const ids = await page.goto(`${server.url}/causes`).then(() => page.locator("[id]").evaluateAll((all) => all.map((one) => one.id)));
  for (const link of leads) {
    const url = new URL(link);
    const known = url.pathname === "/" || pages.includes(`${url.origin}${url.pathname}`);
    const onIndex = url.pathname === "/causes" && (url.hash === "" || ids.includes(url.hash.slice(1)));
    const role = url.pathname.startsWith("/roles/") && (await fetch(link)).status === 200;
    const sameForPrograms = /\.(md|json)$/.test(url.pathname) && (await fetch(link)).status === 200;
    const inGuide = url.pathname === "/guide" && (await (await fetch(link)).text()).includes(`id="${url.hash.slice(1)}"`);
    assert.ok(known || onIndex || role || sameForPrograms || inGuide, link);
  }
  assertNoComplaints(complaints);
  await context.close();
});

test("no two pages have the same title or description", async () => {
  const index = await (await fetch(`${server.url}/causes`)).text();
  const pages = new Set([...index.matchAll(/href="(\/causes\/[a-z-]+)"/g)].map(([, path]) => path));
  const heads = new Map();
  for (const path of pages) {
    const html = await (await fetch(server.url + path)).text();
    const head = html.match(/<title>([^<]*)<\/title>/)?.[1];
    assert.ok(head, path);
    assert.ok(!heads.has(head), `${path} and ${heads.get(head)}: ${head}`);
    heads.set(head, path);
  }
});

test("the search finds causes by messages and log lines, and sends no text", async () => {
  const { page, context, complaints } = await openIndex();
  const requests = [];
  page.on("request", (request) => requests.push(request));
  const expected = [
    ["view-users", "/causes/missing-role"],
    ["insufficient_scope", "/causes/insufficient-scope"],
    ["GET /admin/realms/acme/users returns 403 since the upgrade", "/causes/missing-role"],
    ['{"error":"HTTP 403 Forbidden"}', "/causes/missing-role"],
    ["Account is not fully set up", "/causes/user-setup-incomplete"],
    ['2026-01-01 12:00:00 ERROR worker-1 - 401: {"error":"HTTP 401 Unauthorized"} a-token-of-mine', "/causes/token-expired"],
  ];
  for (const [pasted, cause] of expected) {
    // Without this, the results of the previous text could match.
    await searchBox(page).fill("");
    await page.locator(".found li").first().waitFor({ state: "detached" });
    await searchBox(page).fill(pasted);
    await page.locator(`.found a[href="${cause}"]`).waitFor();
    await searchBox(page).press("Enter");
  }
  assert.ok(!(await page.getByRole("button", { name: "Find causes" }).isVisible()));
  await assertAccessible(page, "the index with results");
  await searchBox(page).fill("zebra crossing");
  await page.getByText("No match. Try the full response").waitFor();
  assert.deepEqual(await found(page), []);
  // Only the bundles and the data are loaded, and the icon at any time.
  const paths = requests.map((request) => request.url().replace(server.url, "")).filter((path) => !/^\/favicon\.svg$|^\/pkg\/snippets\//.test(path)).sort();
  const bundles = ["on-demand", "reference"].flatMap((name) => [`/pkg/${name}.js`, `/pkg/${name}_bg.wasm`]);
  assert.deepEqual(paths, ["/data/permissions.json", ...bundles]);
  assert.ok(requests.every((request) => request.method() === "GET"));
  assert.equal(page.url(), `${server.url}/causes`);
  assertNoComplaints(complaints);
  await context.close();
});

test("without JavaScript the server finds the same, and the URL does not contain the text", async () => {
  const scripted = await openIndex();
  const plain = await openIndex({ javaScriptEnabled: false });
  for (const pasted of ['{"error":"HTTP 403 Forbidden"}', "invalid_client", "user not found"]) {
    await searchBox(scripted.page).fill(pasted);
    await scripted.page.locator(".found a").first().waitFor();
    await searchBox(plain.page).fill(pasted);
    await leave(plain.page, () => plain.page.getByRole("button", { name: "Find causes" }).click());
    assert.equal(await searchBox(plain.page).inputValue(), pasted);
    assert.deepEqual(await found(plain.page), await found(scripted.page), pasted);
    assert.equal(plain.page.url(), `${server.url}/causes`);
  }
  assertNoComplaints([...scripted.complaints, ...plain.complaints]);
  await scripted.context.close();
  await plain.context.close();
});

test("the messages are filtered by status and source", async () => {
  const { page, context, complaints } = await openIndex();
  await page.getByLabel("Status").selectOption("403 Forbidden");
  await page.getByLabel("Source").selectOption("Admin API");
  const plates = await page.locator("tr.symptom:visible .plate").allTextContents();
  assert.ok(plates.length > 0 && plates.every((plate) => plate === "403"), plates.join());
  assert.equal(await page.locator("section.place[data-group]:visible").count(), 1);
  assert.equal(new URL(page.url()).search, "?status=status-403&source=admin-api");
  await assertAccessible(page, "the filtered index");
  assertNoComplaints(complaints);
  await context.close();
});

test("an unknown code is a 404 with suggestions", async () => {
  const { page, context } = await openPage(browser, server);
  const response = await page.goto(`${server.url}/causes/missing_role`);
  assert.equal(response.status(), 404);
  await page.locator("main").getByRole("link", { name: "missing-role" }).click();
  await page.getByRole("heading", { level: 1, name: /role/ }).waitFor();
  await context.close();
});

test("the report links to the page of its cause", async () => {
  const { page, context, complaints } = await openPage(browser, server);
  await page.goto(server.url);
  await page.getByRole("button", { name: "Run demo" }).and(page.locator(":enabled")).click();
  await page.locator("h1#verdict").waitFor();
  await page.getByRole("link", { name: "About this cause" }).click();
  await page.waitForURL(`${server.url}/causes/missing-role`);
  assertNoComplaints(complaints);
  await context.close();
});
