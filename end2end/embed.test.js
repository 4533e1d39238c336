// Tests the embedded pages: in a page that MkDocs builds, and in pages with the HTML of Docusaurus, Antora, and Hugo.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PREFIX, serveFolder } from "./static-site.js";
import { assertAccessible, assertFits, binary, startBrowser, startServer } from "./why403.js";

const run = promisify(execFile);
let root;
let site;
let docs;
let browser;

before(async () => {
  root = await mkdtemp(join(tmpdir(), "why403-embed-"));
  await run(binary, ["export", join(root, "site", PREFIX), "--base-url", `https://docs.example.com${PREFIX}`]);
  await mkdir(join(root, "docs"));
  site = await serveFolder(join(root, "site"));
  docs = await serveFolder(join(root, "docs"));
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  site?.stop();
  docs?.stop();
  if (root) await rm(root, { recursive: true, force: true });
});

/** Opens a page of the documentation site in a new context, and collects its errors. */
async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 4000 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on("console", (said) => {
    if (["error", "warning"].includes(said.type()) && !said.text().includes("favicon")) complaints.push(said.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${docs.url}/${path}`);
  return { page, context, complaints };
}

/** A page with this body, which loads the script from the site. */
async function document_(name, body, { script = "defer", from = `${site.url}${PREFIX}`, head = "" } = {}) {
  const html = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">${head}
    <script src="${from}/embed.js" ${script}></script></head><body>${body}</body></html>`;
  await writeFile(join(root, "docs", `${name}.html`), html);
  return `${name}.html`;
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** The requests that the page's cards are about. */
async function requestsOn(page) {
  await page.waitForLoadState("load");
  const sources = await page.locator("iframe").evaluateAll((frames) => frames.map((frame) => frame.src));
  return sources.map((source) => new URL(source).searchParams.get("op"));
}

/** The frame of the card at this position, once it shows its content. */
async function cardOf(page, at = 0) {
  const card = await page.locator("iframe").nth(at).elementHandle();
  const frame = await card.contentFrame();
  await frame.locator("main h1").first().waitFor();
  return { card, frame };
}

const URL_ = "https://sso.example.com/auth/admin/realms/acme";

test("the method and the path of a request are found in every form of a command", async () => {
  const cases = [
    [`curl ${URL_}/users`, ["GET /admin/realms/acme/users"]],
    [`$ curl -sS -H 'Authorization: Bearer eyJ.x.y' "${URL_}/users?max=1&first=2"`, ["GET /admin/realms/acme/users"]],
    [`curl -X DELETE ${URL_}/users/$ID`, ["DELETE /admin/realms/acme/users/$ID"]],
    [`curl -sXDELETE ${URL_}/users/$ID`, ["DELETE /admin/realms/acme/users/$ID"]],
    [`curl --request PUT \\\n  --header 'Content-Type: application/json; charset=utf-8' \\\n  --data '{"a": "x; y | z"}' \\\n  '${URL_}/users/7'`, ["PUT /admin/realms/acme/users/7"]],
    [`curl ${URL_}/users -d '{"username":\n"ann"}'`, ["POST /admin/realms/acme/users"]],
    [`curl --json '{}' ${URL_}/users`, ["POST /admin/realms/acme/users"]],
    [`curl -G ${URL_}/users -d search=ann`, ["GET /admin/realms/acme/users"]],
    [`curl -I ${URL_}/users`, ["HEAD /admin/realms/acme/users"]],
    [`curl.exe -s \`\n  ${URL_}/groups`, ["GET /admin/realms/acme/groups"]],
    [`curl -s ^\n  ${URL_}/groups`, ["GET /admin/realms/acme/groups"]],
    [`curl --url ${URL_}/groups/`, ["GET /admin/realms/acme/groups"]],
    [`curl "$KC/admin/realms/$REALM/users/$(cat id)/groups"`, ["GET /admin/realms/$REALM/users/$value/groups"]],
    [`curl $KC/admin/realms/$REALM/users/$(jq -r .id user.json)/groups`, ["GET /admin/realms/$REALM/users/$value/groups"]],
    [`TOKEN=$(curl -d grant_type=client_credentials https://sso.example.com/realms/acme/protocol/openid-connect/token | jq -r .access_token)\ncurl -H "Authorization: Bearer $TOKEN" ${URL_}/users | jq .`, ["GET /admin/realms/acme/users"]],
    [`ID=$(curl -s "${URL_}/users?username=ann" | jq -r '.[0].id')\ncurl -X DELETE "${URL_}/users/$ID"`, ["GET /admin/realms/acme/users", "DELETE /admin/realms/acme/users/$ID"]],
    [`ID="$(curl -s ${URL_}/clients)"; echo "$ID"`, ["GET /admin/realms/acme/clients"]],
    [`curl -X PUT ${URL_}/users/1 && curl -X DELETE ${URL_}/users/1; curl ${URL_}/users/1`, ["PUT /admin/realms/acme/users/1", "DELETE /admin/realms/acme/users/1", "GET /admin/realms/acme/users/1"]],
    [`curl ${URL_}/users\ncurl ${URL_}/users`, ["GET /admin/realms/acme/users"]],
    [`curl -X PUT ${URL_}/users/1 --next ${URL_}/roles`, ["PUT /admin/realms/acme/users/1", "GET /admin/realms/acme/roles"]],
    ["PUT /admin/realms/{realm}/users/{user-id}/reset-password HTTP/1.1\nHost: sso.example.com\n\n{}", ["PUT /admin/realms/{realm}/users/{user-id}/reset-password"]],
    ["http POST https://sso.example.com/admin/realms/acme/users username=ann", ["POST /admin/realms/acme/users"]],
    ["GET /admin/serverinfo", ["GET /admin/serverinfo"]],
    [`curl --proto-default https --retry 3 --no-progress-meter --tlsv1.3 -X PATCH ${URL_}/x`, ["PATCH /admin/realms/acme/x"]],
    // No request of the Admin API, or nothing that says which.
    ["curl https://sso.example.com/realms/acme/account", []],
    [`curl -e ${URL_}/users https://example.com/`, []],
    [`curl --referer ${URL_}/users https://example.com/`, []],
    [`curl -H "X-Next: ${URL_}/users" https://example.com/`, []],
    ["https://sso.example.com/admin/realms/acme/users", []],
    ["location /admin/realms/ { deny all; }", []],
    ["GET /admin/realms-of-others/x", []],
    ["kcadm.sh get users -r acme", []],
  ];
  const blocks = cases.map(([text], at) => `<section id="case-${at}"><pre><code>${escaped(text)}</code></pre></section>`);
  const { page, context, complaints } = await open(await document_("commands", blocks.join("\n")));
  await page.waitForLoadState("load");
  for (const [at, [text, expected]] of cases.entries()) {
    const sources = await page.locator(`#case-${at} iframe`).evaluateAll((frames) => frames.map((frame) => frame.src));
    assert.deepEqual(sources.map((source) => new URL(source).searchParams.get("op")), expected, text);
    for (const source of sources) assert.doesNotMatch(source, /sso\.example|eyJ|max=1|charset|username/, "only method and path leave the page");
  }
  assert.deepEqual(complaints, []);
  await context.close();
});

// The HTML that the tools write for a block with two lines.
const LINES = ["curl -X PUT \\", "  https://sso.example.com/admin/realms/acme/users/7/reset-password -d '{}'"];
const SHAPES = {
  docusaurus: `<div class="language-bash codeBlockContainer_Ckt0 theme-code-block"><div class="codeBlockContent_QJqH"><pre tabindex="0" class="prism-code language-bash codeBlock_bY9V thin-scrollbar"><code class="codeBlockLines_e6Vv">${LINES.map((line) => `<div class="token-line"><span class="token plain">${escaped(line)}</span><br></div>`).join("")}</code></pre><div class="buttonGroup_M5ko"><button type="button" aria-label="Copy code to clipboard" class="clean-btn">Copy</button></div></div></div>`,
  antora: `<div class="listingblock"><div class="content"><pre class="highlightjs highlight"><code class="language-bash hljs" data-lang="bash">${LINES.map(escaped).join("\n")}</code></pre></div></div>`,
  hugo: `<div class="highlight"><pre tabindex="0" class="chroma"><code class="language-bash" data-lang="bash">${LINES.map((line) => `<span class="line"><span class="cl">${escaped(line)}\n</span></span>`).join("")}</code></pre></div>`,
  "hugo-with-line-numbers": `<div class="highlight"><div class="chroma"><table class="lntable"><tr><td class="lntd"><pre tabindex="0" class="chroma"><code><span class="lnt">1\n</span><span class="lnt">2\n</span></code></pre></td><td class="lntd"><pre tabindex="0" class="chroma"><code class="language-bash">${LINES.map((line) => `<span class="line"><span class="cl">${escaped(line)}\n</span></span>`).join("")}</code></pre></td></tr></table></div></div>`,
  "hugo-with-styles-and-line-numbers": `<div class="highlight"><pre tabindex="0" style="color:#f8f8f2;background-color:#272822;tab-size:4;-webkit-text-size-adjust:none;"><code class="language-bash" data-lang="bash">${LINES.map((line, at) => `<span style="display:flex;"><span style="white-space:pre;-webkit-user-select:none;user-select:none;margin-right:0.4em;padding:0 0.4em 0 0.4em;color:#7f7f7f">${at + 1}</span><span>${escaped(line)}\n</span></span>`).join("")}</code></pre></div>`,
};

for (const [tool, shape] of Object.entries(SHAPES)) {
  test(`a code block of ${tool} gets the role below it`, async () => {
    const { page, context, complaints } = await open(await document_(tool, `<article>${shape}<p id="after">Next</p></article>`));
    assert.deepEqual(await requestsOn(page), ["PUT /admin/realms/acme/users/7/reset-password"]);
    assert.equal(await page.locator("article > iframe + #after").count(), 1, "the card is below the whole block");
    const { frame } = await cardOf(page);
    assert.match(await frame.locator(".answer").textContent(), /manage-users/);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

/** Builds a site with MkDocs, which `cargo xtask setup` installs. */
async function buildWithMkdocs(folder, configuration, pages) {
  await mkdir(join(folder, "docs"), { recursive: true });
  await writeFile(join(folder, "mkdocs.yml"), configuration);
  for (const [name, text] of Object.entries(pages)) await writeFile(join(folder, "docs", name), text);
  const onPath = process.env.PATH.split(delimiter).some((place) => existsSync(join(place, "mkdocs")));
  const [program, first, environment] = onPath
    ? ["mkdocs", [], {}]
    : ["python3", ["-m", "mkdocs"], { PYTHONPATH: fileURLToPath(new URL("../target/mkdocs", import.meta.url)) }];
  await run(program, [...first, "build", "--quiet"], { cwd: folder, env: { ...process.env, ...environment } });
}

test("a page of MkDocs shows the role, a cause, and the playground", { timeout: 120_000 }, async () => {
  // The configuration in the documentation, with the address of this test's site.
  const documented = await readFile(new URL("../docs/embedding.md", import.meta.url), "utf8");
  const [, block] = /^## MkDocs\n[^]*?\n\n((?: {4}.*\n)+)/m.exec(documented);
  const configuration = block.replace(/^ {4}/gm, "").replaceAll("https://docs.example.com/why403", site.url + PREFIX);
  const folder = join(root, "mkdocs");
  await buildWithMkdocs(folder, `site_name: Example\nsite_dir: ${join(root, "docs/mkdocs")}\ntheme:\n  name: mkdocs\n  user_color_mode_toggle: true\n  highlightjs: false\n${configuration}`, {
    "index.md": `# Users\n\n\`\`\`bash\ncurl -H "Authorization: Bearer $TOKEN" \\\n  ${URL_}/users/$ID\n\`\`\`\n\n<div data-why403-cause="missing-role"></div>\n\n<div data-why403-playground></div>\n`,
  });
  const { page, context } = await open("mkdocs/");
  const { card, frame } = await cardOf(page);
  assert.match(await frame.locator(".answer").textContent(), /view-users/);
  // The frame has the height of its content, and its links open in a new tab.
  await page.waitForFunction((card) => card.clientHeight > 100 && card.style.height !== "12rem", card);
  const inner = await frame.evaluate(() => [document.documentElement.scrollHeight, document.documentElement.clientHeight]);
  assert.equal(inner[0], inner[1]);
  const link = await frame.locator("h1 a").getAttribute("href");
  assert.equal(link, `${PREFIX}/operations/get-users-user-id`);
  const [opened] = await Promise.all([context.waitForEvent("page"), frame.locator("h1 a").click()]);
  await opened.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await opened.evaluate(() => window.opener), null);
  await opened.close();
  const cause = await cardOf(page, 1);
  assert.match(await cause.frame.locator("h1").textContent(), /403.*Missing role/s);
  const playground = await cardOf(page, 2);
  await playground.frame.locator("#paste-answer").click();
  await page.keyboard.type('GET /admin/realms/acme/users/1 403 {"error":"HTTP 403 Forbidden"}');
  await playground.frame.getByText("Missing role").first().waitFor();
  assert.equal(await playground.frame.getByRole("button", { name: "Run check" }).isVisible(), false);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});

test("the sandbox gives the role and the cause no origin", async () => {
  const body = `<div data-why403-op="GET /admin/realms/{realm}/users"></div><div data-why403-cause="missing-role"></div>`;
  const { page, context } = await open(await document_("sandbox", body));
  for (const at of [0, 1]) {
    const { card, frame } = await cardOf(page, at);
    assert.equal(await frame.evaluate(() => window.origin), "null");
    assert.doesNotMatch(await card.getAttribute("sandbox"), /same-origin|top-navigation|forms/);
  }
  await context.close();
});

test("cards follow the theme of the page, before and after it changes", async () => {
  const head = "<style>html { background: #fff } html[data-theme=dark] { background: #111 }</style>";
  const { page, context } = await open(await document_("theme", `<div data-why403-cause="missing-role"></div>`, { head }));
  const { frame } = await cardOf(page);
  const ground = () => frame.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await ground(), "rgb(255, 255, 255)");
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
  await frame.waitForFunction(() => getComputedStyle(document.body).backgroundColor !== "rgb(255, 255, 255)");
  await page.evaluate(() => document.documentElement.removeAttribute("data-theme"));
  await frame.waitForFunction(() => getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)");
  await context.close();
});

test("messages of others change nothing", async () => {
  const { page, context } = await open(await document_("forged", `<div data-why403-cause="missing-role"></div><iframe id="other" srcdoc="<p>x"></iframe>`));
  const { card, frame } = await cardOf(page);
  await page.waitForFunction((card) => card.style.height !== "12rem", card);
  const height = await card.evaluate((card) => card.style.height);
  await page.evaluate(() => window.postMessage({ why403: "height", height: 7777 }, "*"));
  await page.frames().find((other) => other !== frame && other !== page.mainFrame()).evaluate(() => parent.postMessage({ why403: "height", height: 7777 }, "*"));
  await page.waitForTimeout(300);
  assert.equal(await card.evaluate((card) => card.style.height), height);
  await context.close();
});

test("attributes turn cards on and off, and a request that Keycloak does not have gets none", async () => {
  const block = (attribute, path) => `<pre ${attribute}><code>curl ${URL_}${path}</code></pre>`;
  const blocks = block("", "/users") + block('data-why403="off"', "/groups") + `<div data-why403>${block("", "/roles")}</div>`;
  const all = await open(await document_("on", blocks));
  assert.deepEqual(await requestsOn(all.page), ["GET /admin/realms/acme/users", "GET /admin/realms/acme/roles"]);
  await all.context.close();
  const asked = await open(await document_("off", blocks, { script: 'defer data-auto="off"' }));
  assert.deepEqual(await requestsOn(asked.page), ["GET /admin/realms/acme/roles"]);
  await asked.context.close();
  const unknown = await open(await document_("unknown", block("", "/no/such/thing")));
  await unknown.page.waitForFunction(() => document.querySelector("iframe")?.style.display === "none");
  await unknown.context.close();
});

test("code that a page shows later gets a card, and loses it with the code", async () => {
  const { page, context } = await open(await document_("later", "<main></main>"));
  await page.evaluate((address) => {
    document.querySelector("main").innerHTML = `<section><pre><code>curl ${address}/clients</code></pre></section>`;
  }, URL_);
  const { frame } = await cardOf(page);
  assert.match(await frame.locator(".answer").textContent(), /view-clients/);
  await page.evaluate(() => document.querySelector("pre").remove());
  await page.waitForFunction(() => !document.querySelector("iframe"));
  await context.close();
});

test("a server can be embedded too, and only its embeddable pages", async () => {
  const server = await startServer();
  const body = `<pre><code>curl ${URL_}/users/1</code></pre><div data-why403-cause="missing-role"></div>`;
  const { page, context, complaints } = await open(await document_("server", body, { from: server.url }));
  const { frame } = await cardOf(page);
  assert.match(await frame.locator(".answer").textContent(), /view-users/);
  assert.match(await frame.locator("body").evaluate((body) => getComputedStyle(body).borderTopStyle), /solid/, "the style sheet is loaded");
  await cardOf(page, 1);
  assert.deepEqual(complaints, []);
  await page.evaluate((url) => document.body.insertAdjacentHTML("beforeend", `<iframe id="whole" src="${url}/"></iframe>`), server.url);
  await page.waitForTimeout(500);
  assert.match(complaints.join(), /frame-ancestors|X-Frame-Options/);
  await context.close();
  server.stop();
});

test("the embedded pages are accessible in both themes and on narrow screens", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [320, 760]) {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
      const page = await context.newPage();
      for (const path of ["role/get-users-user-id", "role/put-users-user-id-reset-password", "cause/missing-role", "playground"]) {
        await page.goto(`${site.url}${PREFIX}/embed/${path}/`);
        await assertAccessible(page, `${path} ${colorScheme} ${width}`);
        await assertFits(page, `${path} ${width}`);
      }
      await context.close();
    }
  }
});
