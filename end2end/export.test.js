// Tests the static site: every link leads to a file, and the pages work on a plain file server below a path.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { binary, openPage, startBrowser } from "./why403.js";

const PREFIX = "/docs/why403";
let root;
let folder;
let server;
let browser;
let output;

before(async () => {
  root = await mkdtemp(join(tmpdir(), "why403-export-"));
  folder = join(root, PREFIX);
  const export_ = [folder, "--base-url", `https://docs.example.com${PREFIX}`];
  output = (await promisify(execFile)(binary, ["export", ...export_])).stdout;
  server = await serveFiles(root);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  server?.stop();
  if (root) await rm(root, { recursive: true, force: true });
});

/** Python's plain file server. */
async function serveFiles(root) {
  const arguments_ = ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", root];
  const python = spawn("python3", arguments_, { stdio: ["ignore", "pipe", "ignore"] });
  const line = await new Promise((told, failed) => {
    createInterface(python.stdout).once("line", told);
    python.once("error", failed);
  });
  const port = /port (\d+)/.exec(line)[1];
  return { url: `http://127.0.0.1:${port}${PREFIX}`, stop: () => python.kill() };
}

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

test("the command says how many files it wrote, how large they are, and how long it took", () => {
  const [, files, seconds] = /: (\d+) files, \d+ MB, in ([\d.]+) s\n$/.exec(output) ?? [];
  assert.ok(Number(files) > 1000, output);
  assert.ok(Number(seconds) < 60, output);
});

test("every link and every loaded file of every page exists", async () => {
  const pages = (await filesBelow(folder)).filter((file) => file.endsWith(".html"));
  assert.ok(pages.length > 300, `${pages.length} pages`);
  const missing = new Set();
  for (const page of pages) {
    const html = await readFile(page, "utf8");
    for (const [, , target] of html.matchAll(/ (href|src)="(\/[^"#?]*)[^"]*"/g)) {
      const path = join(root, decodeURIComponent(target));
      const found = await stat(path).then((file) => file.isFile() || stat(join(path, "index.html")), () => null);
      if (!found) missing.add(`${relative(folder, dirname(page))}: ${target}`);
    }
  }
  assert.deepEqual([...missing].slice(0, 10), []);
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
  assert.equal(await page.getByRole("button", { name: "Run check" }).isVisible(), false);
  assert.equal(await page.getByRole("button", { name: "Run demo" }).count(), 0);
  assert.ok(await page.getByText("why403 check --url").isVisible());
  assert.deepEqual(asked, []);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("the search finds causes, operations, and roles", async () => {
  const { page, complaints } = await openPage(browser, server);
  await page.goto(`${server.url}/causes/missing-role/`);
  for (const [words, path] of [
    ["view-users", "/roles/view-users"],
    ["reset password", "/operations/put-users-user-id-reset-password"],
    ["stale", "/causes/token-stale"],
  ]) {
    await page.keyboard.press("/");
    await page.keyboard.press("Control+a");
    await page.keyboard.type(words);
    await page.keyboard.press("Enter");
    await page.locator(`#content a[href="${PREFIX}${path}"]`).first().waitFor();
    await page.locator("h1").click();
  }
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("the role planner works", async () => {
  const { page, complaints } = await openPage(browser, server);
  await page.goto(`${server.url}/roles/`);
  await page.locator(".tool.alive").waitFor();
  await page.locator("main").getByRole("searchbox").fill("reset password");
  await page.getByRole("checkbox", { name: "PUT …/users/{user-id}/reset-password reset" }).check();
  await page.locator("#need-manage-users").waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test("without JavaScript the operations are readable", async () => {
  const { page } = await openPage(browser, server, { javaScriptEnabled: false });
  await page.goto(`${server.url}/operations/`);
  await page.getByRole("link", { name: /\/users\/\{user-id\}/ }).first().click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.context().close();
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
