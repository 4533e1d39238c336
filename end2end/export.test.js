// Tests the static site: every link leads to a file, the pages work on plain file servers below a path, and the dataset is valid.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import Ajv from "ajv/dist/2020.js";
import { freePorts, startNginx } from "./nginx.js";
import { PREFIX, serveFiles } from "./static-site.js";
import { assertFits, binary, listen, openPage, startBrowser } from "./why403.js";

const SOURCE = "https://git.example.com/tools/why403";
let root;
let folder;
let server;
let browser;
let output;

before(async () => {
  root = await mkdtemp(join(tmpdir(), "why403-export-"));
  folder = join(root, PREFIX);
  const export_ = [folder, "--base-url", `https://docs.example.com${PREFIX}`, "--source-url", SOURCE];
  output = (await promisify(execFile)(binary, ["export", ...export_])).stdout;
  server = await serveFiles(root);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  server?.stop();
  if (root) await rm(root, { recursive: true, force: true });
});

/** nginx with the configuration of docs/hosting.md. */
async function serveWithNginx(root) {
  const [port] = await freePorts(1);
  const documentation = await readFile(new URL("../docs/hosting.md", import.meta.url), "utf8");
  const [, block] = /^( {4}server \{\n[^]*?^ {4}\})/m.exec(documentation.slice(documentation.indexOf("## Static site")));
  const server = block
    .replaceAll("/why403", PREFIX)
    .replace("listen 80;", `listen 127.0.0.1:${port};`)
    .replace("root /srv/www;", `root ${root};`);
  const place = join(root, "nginx");
  await mkdir(place);
  // Where the tests run as root, nginx gives up its rights, and still has to read the site.
  await chmod(root, 0o755);
  const types = "types { text/html html; text/css css; text/javascript js; application/wasm wasm; image/svg+xml svg; application/json json; }";
  const url = `http://127.0.0.1:${port}${PREFIX}`;
  const { stop } = await startNginx(place, `access_log off; ${types}\n${server}`, `${url}/`);
  return { url, stop };
}

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

test("the command says how many files it wrote, how large they are, and how long it took", () => {
  const [, files] = /: (\d+) files, \d+ MB, in [\d.]+ s\n$/.exec(output) ?? [];
  assert.ok(Number(files) > 1000, output);
});

test("every link and every loaded file of every page exists", async () => {
  const pages = (await filesBelow(folder)).filter((file) => file.endsWith(".html"));
  assert.ok(pages.length > 5000, `${pages.length} pages`);
  const known = new Map();
  const exists = (path) => stat(path).then((file) => file.isFile() || stat(join(path, "index.html")).then(() => true, () => false), () => false);
  const missing = new Set();
  // The parts of pages that links lead to, and a page with such a link.
  const parts = new Map();
  for (const page of pages) {
    const name = relative(folder, dirname(page));
    const html = await readFile(page, "utf8");
    for (const [, target] of html.matchAll(/ (?:href|src)="(\/[^"#?]*)/g)) {
      if (!known.has(target)) known.set(target, await exists(join(root, decodeURIComponent(target))));
      if (!known.get(target)) missing.add(`${name}: ${target}`);
    }
    for (const [, target, part] of html.matchAll(/ href="((?:\/[^"#?]*)?)(?:\?[^"#]*)?#([^"]+)"/g)) {
      const path = target ? join(root, decodeURIComponent(target), "index.html") : page;
      if (!parts.has(path)) parts.set(path, new Map());
      parts.get(path).set(decodeURIComponent(part), name);
    }
  }
  for (const [page, wanted] of parts) {
    const html = await readFile(page, "utf8");
    for (const [part, name] of wanted) {
      if (!html.includes(` id="${part}"`)) missing.add(`${name}: no #${part} in ${relative(folder, dirname(page))}`);
    }
  }
  assert.deepEqual([...missing].slice(0, 10), []);
});

test("the names of scripts, styles, and bundles change with their content", async () => {
  const loaded = [
    ["operations/index.html", ["page.js", "islands.js"]],
    ["index.html", ["page.js", "pkg/playground.js", "pkg/playground_bg.wasm"]],
  ];
  for (const [path, names] of loaded) {
    const page = await readFile(join(folder, path), "utf8");
    const [, assets] = /href="\/docs\/why403\/(assets-[0-9a-f]{16})\/style\.css"/.exec(page);
    for (const name of names) assert.ok(page.includes(`${PREFIX}/${assets}/${name}"`), name);
  }
  // Other sites load this script, so its address stays.
  assert.deepEqual((await readdir(folder)).filter((name) => /\.(js|css|wasm)$|^pkg$/.test(name)), ["embed.js"]);
});

test("pages are also written in compressed form", async () => {
  for (const name of ["index.html", "guide/index.html", "causes/missing-role/index.html", "data/ranges.json", "llms.txt"]) {
    const sizes = await Promise.all(["", ".br", ".gz"].map(async (ending) => (await stat(join(folder, name + ending))).size));
    assert.ok(sizes[1] < sizes[0] && sizes[2] < sizes[0], `${name}: ${sizes}`);
  }
});

test("a permalink shows the roles of its version", async () => {
  // Measured: query roles allow `GET …/roles` up to 26.4, and no longer from 26.5 on.
  const alternatives = async (place) => {
    const page = await readFile(join(folder, place, "operations/get-roles/index.html"), "utf8");
    return /Alternatives<\/h3>(.*?)<(?:h3|p)[ >]/s.exec(page)[1];
  };
  assert.match(await alternatives("26.3"), /query-users/);
  assert.doesNotMatch(await alternatives("26.5"), /query-users/);
  const [newest, line] = await Promise.all(["26.7.5", "26.7"].map((place) => readFile(join(folder, place, "roles/view-users.json"), "utf8")));
  assert.equal(newest, line);
});

test("the footer of every kind of page links to the source code", async () => {
  for (const name of ["index.html", "causes/missing-role/index.html", "26.5/operations/index.html", "404.html"]) {
    const page = await readFile(join(folder, name), "utf8");
    assert.ok(page.slice(page.indexOf("<footer")).includes(`href="${SOURCE}"`), name);
  }
});

test("canonical links and the sitemap name the base URL", async () => {
  const page = await readFile(join(folder, "causes/missing-role/index.html"), "utf8");
  assert.match(page, /href="https:\/\/docs\.example\.com\/docs\/why403\/causes\/missing-role" rel="canonical"/);
  const sitemap = await readFile(join(folder, "sitemap.xml"), "utf8");
  assert.ok(sitemap.includes("<loc>https://docs.example.com/docs/why403/roles/view-users</loc>"));
});

test("a pasted response is read in the browser, and nothing is sent", async () => {
  const { page, complaints } = await openPage(browser, server);
  await page.goto(`${server.url}/`);
  const asked = [];
  page.on("request", (request) => request.method() !== "GET" && asked.push(request.url()));
  await page.locator("#paste-answer").click();
  await page.keyboard.type('GET /admin/realms/acme/users/1 403 {"error":"HTTP 403 Forbidden"}');
  await page.getByText("Missing role").first().waitFor();
  assert.ok(await page.getByText("why403 check --url").isVisible());
  assert.deepEqual(asked, []);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("the search finds causes, operations, and roles", async () => {
  const index = await stat(join(folder, "search.json"));
  assert.ok(index.size <= 60_000, `${index.size} bytes`);
  for (const serve of [() => server, () => serveWithNginx(root)]) {
    const files = await serve();
    const { page, complaints } = await openPage(browser, files);
    await page.goto(`${files.url}/causes/missing-role`);
    for (const [words, path] of [
      ["view-users", "/roles/view-users"],
      ["reset password", "/operations/put-users-user-id-reset-password"],
      ["stale", "/causes/token-stale"],
      ["ssl required", "/causes/https-required"],
      ["self signed certificate in certificate chain", "/causes/tls-untrusted"],
      ["get realm", "/operations/get-realm"],
      ["serverinfo", "/operations/get-serverinfo"],
    ]) {
      await page.keyboard.press("/");
      await page.keyboard.press("Control+a");
      await page.keyboard.type(words);
      await page.keyboard.press("Enter");
      await page.locator(`#content a[href="${PREFIX}${path}"]`).first().waitFor();
      await page.locator("h1").click();
    }
    // A path without a file has the page of the site.
    if (files !== server) {
      const response = await fetch(`${files.url}/no/such/page`);
      assert.equal(response.status, 404);
      assert.match(await response.text(), /This page doesn’t exist/);
      const asset = /assets-[0-9a-f]+\/style\.css/.exec(await page.content())[0];
      const style = await fetch(`${files.url}/${asset}`, { headers: { "accept-encoding": "gzip" } });
      assert.match(style.headers.get("cache-control"), /immutable/);
      assert.equal(style.headers.get("content-encoding"), "gzip");
      files.stop();
    }
    assert.deepEqual(complaints, []);
    await page.context().close();
  }
});

test("the search shows results within 50 ms of a key press", async () => {
  const { page, complaints } = await openPage(browser, server);
  await page.goto(`${server.url}/search/?q=x`);
  await page.locator("#content .parts:not(:has(p))").waitFor();
  const times = await page.evaluate(async () => {
    const input = document.getElementById("site-search");
    const times = [];
    let text = "";
    for (const letter of "manage users of a realm role") {
      text += letter;
      const start = performance.now();
      input.value = text;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      // The results are in the page, and the layout is computed.
      document.querySelector("#content .parts").getBoundingClientRect();
      times.push(performance.now() - start);
      await new Promise((drawn) => setTimeout(drawn));
    }
    return times;
  });
  times.sort((one, other) => one - other);
  // The median, because other programs use the machine too.
  assert.ok(times[times.length >> 1] < 50, `${times}`);
  await page.getByRole("searchbox").first().fill("view-users");
  await page.locator(`#content a[href="${PREFIX}/roles/view-users"]`).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("q"), "view-users");
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("links have an image that chats can show", async () => {
  const page = await readFile(join(folder, "causes/missing-role/index.html"), "utf8");
  const [, address] = /<meta property="og:image" content="([^"]+)"/.exec(page);
  assert.ok(address.startsWith(`https://docs.example.com${PREFIX}/`), address);
  const image = await readFile(join(root, new URL(address).pathname));
  assert.ok(image.length <= 60_000, `${image.length} bytes`);
  assert.deepEqual([...image.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join(""), "PNG");
  assert.deepEqual([image.readUInt32BE(16), image.readUInt32BE(20)], [1200, 630]);
});

test("structured data has the members that search engines require", async () => {
  const dataOf = async (path) => {
    const html = await readFile(join(folder, path, "index.html"), "utf8");
    return [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(([, json]) => JSON.parse(json));
  };
  const [guide] = await dataOf("guide");
  assert.equal(guide["@context"], "https://schema.org");
  assert.equal(guide["@type"], "HowTo");
  assert.ok(guide.name);
  assert.ok(guide.step.length >= 3);
  for (const step of guide.step) assert.ok(step["@type"] === "HowToStep" && step.text && step.name, JSON.stringify(step));
  const causes = (await readdir(join(folder, "causes"), { withFileTypes: true })).filter((entry) => entry.isDirectory());
  assert.ok(causes.length > 40);
  for (const { name } of causes) {
    const data = await dataOf(`causes/${name}`);
    assert.equal(data.length, 1, name);
    const [{ "@type": kind, mainEntity: questions }] = data;
    assert.equal(kind, "FAQPage", name);
    const names = questions.map((question) => question.name);
    assert.equal(new Set(names).size, names.length, `${name}: the same question twice`);
    for (const question of questions) {
      assert.equal(question["@type"], "Question");
      assert.ok(question.name && question.acceptedAnswer?.text, name);
      assert.equal(question.acceptedAnswer["@type"], "Answer");
    }
  }
});

test("every operation of the search index has a page", async () => {
  const index = JSON.parse(await readFile(join(folder, "search.json"), "utf8"));
  assert.ok(index.operations.length > 400);
  const { page } = await openPage(browser, server);
  await page.goto(`${server.url}/search/?q=admin`);
  await page.locator("#content li").first().waitFor();
  const script = await readFile(fileURLToPath(new URL("../public/search.js", import.meta.url)), "utf8");
  // The function that computes the path of an operation.
  const [source] = /function pageOf[^]*?\n\}/.exec(script);
  const pageOf = new Function(`${source} return pageOf;`)();
  for (const operation of index.operations) {
    const [path, title] = pageOf(operation);
    const html = await readFile(join(folder, path, "index.html"), "utf8");
    assert.ok(html.includes(`<title>${title.replaceAll("&", "&amp;")}: required role`), `${path}: ${title}`);
  }
  await page.context().close();
});

test("the dataset has the form that its schemas describe", async () => {
  const ajv = new Ajv({ strict: true });
  const read = async (name) => JSON.parse(await readFile(join(folder, "data", name), "utf8"));
  const files = await readdir(join(folder, "data"));
  const releases = files.filter((name) => /^\d+\.\d+\.\d+\.json$/.test(name));
  assert.ok(releases.length >= 15, files.join());
  for (const [schema, names] of [["operations.schema.json", releases], ["ranges.schema.json", ["ranges.json"]]]) {
    const validate = ajv.compile(await read(schema));
    for (const name of names) {
      assert.ok(validate(await read(name)), `${name}: ${ajv.errorsText(validate.errors)}`);
      assert.equal(validate([{ operation: "GET /admin", sufficient: [] }]), false, "the schema rejects a row without its parts");
    }
  }
});

test("Redocly finds nothing in the OpenAPI documents and the overlays", { timeout: 300_000 }, async () => {
  const files = (await readdir(join(folder, "data"))).filter((name) => /\.(openapi|overlay)\.json$/.test(name));
  assert.ok(files.length >= 30);
  const redocly = fileURLToPath(new URL("node_modules/@redocly/cli/bin/cli.js", import.meta.url));
  const options = { cwd: join(folder, "data"), env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" } };
  // Keycloak has paths that differ only in a fixed and a variable segment, such as …/group-by-path/{path} and …/{group-id}/children.
  const lint = ["lint", "--extends=recommended-strict", "--skip-rule=no-ambiguous-paths", "--format=codeframe", ...files];
  // Redocly ends with an error status if it finds anything.
  await promisify(execFile)(process.execPath, [redocly, ...lint], options).catch(({ stdout, stderr }) => assert.fail(`${stdout}\n${stderr}`));
});

const MODULES = fileURLToPath(new URL("node_modules", import.meta.url));

/** The page of an API viewer, which shows the newest complete document. */
async function startViewer(html, scripts) {
  const documents = (await readdir(join(folder, "data"))).filter((name) => name.endsWith(".openapi.json"));
  const newest = documents.toSorted((one, other) => one.localeCompare(other, "en", { numeric: true })).at(-1);
  const files = { "/": ["text/html", html], "/api.json": ["application/json", await readFile(join(folder, "data", newest))] };
  for (const [path, file] of Object.entries(scripts)) files[path] = ["text/javascript", await readFile(resolve(MODULES, file))];
  const viewer = createServer(({ url }, response) => {
    const [type, content] = files[url] ?? ["text/plain", "not found"];
    response.writeHead(url in files ? 200 : 404, { "content-type": type }).end(content);
  });
  return { url: await listen(viewer), stop: () => viewer.close() };
}

// Measured: each of these roles alone allows `GET …/users/{user-id}`.
const ROLES = ["manage-users", "realm-admin", "view-users"];
const OPERATION = "users/get-users-user-id";

test("Redoc shows the required roles of an operation", { timeout: 120_000 }, async () => {
  const html = `<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,"><div id="api"></div>
    <script type="module">import { init } from "/redoc.js"; init("/api.json", {}, document.getElementById("api"));</script>`;
  const viewer = await startViewer(html, { "/redoc.js": "@redocly/cli/lib/chunks/redoc.standalone.js" });
  const { page } = await openPage(browser, viewer);
  page.setDefaultTimeout(60_000);
  await page.goto(`${viewer.url}/#/${OPERATION}`);
  await page.getByText("Read a user", { exact: true }).last().waitFor();
  await page.getByText("Required scopes").first().waitFor();
  // Redoc shows the operations one after the other, so their texts are complete only after a while.
  await page.waitForFunction((roles) => {
    const text = document.body.innerText;
    const shown = text.slice(text.lastIndexOf("Read a user"), text.lastIndexOf("Change a user"));
    return roles.every((role) => new RegExp(`Required scopes:\\s*${role}\\s*\\)`).test(shown));
  }, ROLES);
  await page.context().close();
  viewer.stop();
});

// Of several requirements with the same scheme, the dialog of Swagger UI shows only one. The description of the operation lists all.
test("Swagger UI shows the required roles of an operation", { timeout: 120_000 }, async () => {
  const html = `<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,"><div id="api"></div><script src="/swagger-ui.js"></script>
    <script>SwaggerUIBundle({ url: "/api.json", dom_id: "#api", docExpansion: "none", deepLinking: true })</script>`;
  const viewer = await startViewer(html, { "/swagger-ui.js": "swagger-ui-dist/swagger-ui-bundle.js" });
  const { page } = await openPage(browser, viewer);
  page.setDefaultTimeout(60_000);
  await page.goto(`${viewer.url}/#/${OPERATION}`);
  const block = page.locator(".opblock.is-open");
  await block.locator(".opblock-description li").first().waitFor();
  assert.deepEqual((await block.locator(".opblock-description li").allInnerTexts()).toSorted(), ROLES);
  await block.locator(".authorization__btn").click();
  const dialog = page.locator(".modal-ux");
  await dialog.getByText("adminRoles").first().waitFor();
  const role = await dialog.locator(".scopes .name").first().innerText();
  assert.ok(ROLES.includes(role), role);
  await page.context().close();
  viewer.stop();
});

/** The script of Scalar. It is taken out of its package, because the package's 280 dependencies are for other uses. */
async function scalar() {
  const { scalar } = JSON.parse(await readFile(new URL("package.json", import.meta.url), "utf8")).unpacked;
  const place = fileURLToPath(new URL("../target/scalar", import.meta.url));
  const script = join(place, scalar.integrity.replaceAll(/[^\w]/g, "").slice(-20), "package", scalar.file);
  if (await stat(script).then(() => true, () => false)) return script;
  const to = dirname(dirname(dirname(dirname(script))));
  await mkdir(to, { recursive: true });
  const options = { cwd: to, maxBuffer: 1 << 26 };
  const [{ filename, integrity }] = JSON.parse((await promisify(execFile)("npm", ["pack", scalar.package, "--json", "--silent"], options)).stdout);
  assert.equal(integrity, scalar.integrity, "another package than the tested one");
  await promisify(execFile)("tar", ["-xzf", filename, `package/${scalar.file}`], options);
  return script;
}

test("Scalar shows the required roles of an operation", { timeout: 240_000 }, async () => {
  const html = `<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,"><div id="api"></div><script src="/scalar.js"></script>
    <script>Scalar.createApiReference("#api", { url: "/api.json", telemetry: false, withDefaultFonts: false })</script>`;
  const viewer = await startViewer(html, { "/scalar.js": await scalar() });
  const { page } = await openPage(browser, viewer);
  await page.goto(`${viewer.url}/#tag/users/GET/admin/realms/{realm}/users/{user-id}`);
  const section = page.locator("section").filter({ has: page.getByRole("heading", { name: "Read a user", exact: true }) }).last();
  await section.getByText("view-users").waitFor({ timeout: 90_000 });
  assert.deepEqual((await section.locator("li code").allInnerTexts()).toSorted(), ROLES);
  await page.context().close();
  viewer.stop();
});

test("the role planner works", async () => {
  const { page, complaints } = await openPage(browser, server);
  await page.goto(`${server.url}/roles/`);
  await page.locator("main").getByRole("searchbox").fill("reset password");
  await page.getByRole("checkbox", { name: "PUT …/users/{user-id}/reset-password reset" }).check();
  await page.locator(".chosen").getByText("manage-users").waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("links to a choice, a search, and a filter work, although no server reads their query", async () => {
  const { page, complaints } = await openPage(browser, server);
  await page.goto(`${server.url}/roles/?operation=${encodeURIComponent("PUT /admin/realms/{realm}/users/{user-id}/reset-password")}`);
  await page.locator(".answer-roles").getByText("manage-users").waitFor();
  await page.goto(`${server.url}/what-if/?role=query-users`);
  await page.locator("#role-query-users:checked").waitFor();
  await page.goto(`${server.url}/operations/?q=reset+password`);
  await page.locator("#found tr").first().getByText("reset-password").waitFor();
  await page.goto(`${server.url}/operations/?area=area-groups`);
  await page.locator("section[data-group]:visible").first().waitFor();
  assert.equal(await page.locator("section[data-group]:visible").count(), 1);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("without JavaScript the operations are found in their list, and no form can be sent", async () => {
  const { page } = await openPage(browser, server, { javaScriptEnabled: false });
  for (const path of ["", "causes/", "operations/", "26.5/operations/", "roles/", "what-if/", "upgrade/", "guide/", "search/", "embed/playground/"]) {
    await page.goto(`${server.url}/${path}`);
    // A form would send its fields, and with them a secret, to a file server.
    assert.equal(await page.locator("form:visible, input:visible, select:visible, [type=submit]:visible").count(), 0, path);
    if (!path.startsWith("embed")) assert.ok(await page.locator("noscript .notice").isVisible(), path);
    await assertFits(page, path);
  }
  // The browser's search finds an operation by its action and by its path.
  await page.goto(`${server.url}/search/`);
  await page.locator("noscript .notice a").first().click();
  const row = page.getByRole("row").filter({ hasText: "set a user's new password" });
  assert.match(await row.textContent(), /PUT.*\/users\/\{user-id\}\/reset-password.*manage-users/s);
  await row.getByRole("link").first().click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.match(page.url(), /\/operations\/put-users-user-id-reset-password\/?$/);
  await page.context().close();
});

test("no two pages have the same title or description, and each names its own URL", async () => {
  const base = `https://docs.example.com${PREFIX}`;
  const known = new Map();
  const faults = [];
  for (const file of await filesBelow(folder)) {
    const path = `/${relative(folder, file)}`.replace(/\/index\.html$/, "");
    if (!file.endsWith(".html") || path === "/404.html" || path === "/search") continue;
    const html = await readFile(file, "utf8");
    const [title, description, canonical] = [/<title>([^<]+)/, /<meta name="description" content="([^"]+)/, /href="([^"]+)" rel="canonical"/].map((part) => part.exec(html)?.[1]);
    if (!title || !description || !canonical) faults.push(`${path}: ${title}, ${description}, ${canonical}`);
    // Pages by version and embedded pages name the page with the same content, of which search engines should list only one.
    const isOwn = !/^\/(\d|embed\/)/.test(path);
    if (canonical && (isOwn ? canonical !== `${base}${path || "/"}` : !canonical.startsWith(`${base}/`))) faults.push(`${path}: ${canonical}`);
    if (!isOwn) continue;
    for (const text of [title, description]) {
      if (known.has(text)) faults.push(`${path} and ${known.get(text)}: ${text}`);
      known.set(text, path);
    }
  }
  assert.ok(known.size > 1000, `${known.size} titles and descriptions`);
  assert.deepEqual(faults.slice(0, 10), []);
});

test("the dataset names the same roles as the pages", async () => {
  const versions = JSON.parse(await readFile(join(folder, "data/permissions.json"), "utf8"));
  assert.ok(versions);
  const rows = JSON.parse(await readFile(join(folder, "data/26.7.3.json"), "utf8"));
  const operation = "GET /admin/realms/{realm}/users/{user-id}";
  assert.ok(rows.find((row) => row.operation === operation).sufficient.some((set) => set.join() === "view-users"));
  const csv = await readFile(join(folder, "data/26.7.3.csv"), "utf8");
  assert.match(csv, /^GET,\/admin\/realms\/\{realm\}\/users\/\{user-id\},.*view-users/m);
  const overlay = JSON.parse(await readFile(join(folder, "data/26.7.3.overlay.json"), "utf8"));
  const action = overlay.actions.find(({ target }) => target === "$.paths['/admin/realms/{realm}/users/{user-id}'].get");
  assert.ok(action.update.security.some(({ adminRoles }) => adminRoles.join() === "view-users"));
  const markdown = await readFile(join(folder, "causes/missing-role.md"), "utf8");
  assert.match(markdown, /^# Missing role/);
});
