// Tests what a visitor does before and between checks: search, theme, links, memory, and the first click.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { USER, VALUES, alive, assertAccessible, assertFits, assertNoComplaints, fillForm, leave, openPage, openPlayground, startBoth, startSlowServer } from "./why403.js";

const { server, browser } = await startBoth();

const secretNotice = (page) => page.locator("#client_secret-notice");

const WITHOUT_SECRET = { ...VALUES, client_secret: undefined };

test("the search in the header is reached with keys and finds causes, operations, and roles", async () => {
  const { page, context, complaints } = await openPage(browser, server);
  await page.goto(`${server.url}/causes/missing-role`);
  await page.keyboard.press("/");
  await page.locator("#site-search:focus").waitFor();
  await page.keyboard.type("reset password");
  await leave(page, () => page.keyboard.press("Enter"));
  await page.getByRole("link", { name: /reset-password/ }).first().waitFor();
  await page.keyboard.press("Control+k");
  await page.locator("#site-search:focus").waitFor();
  await page.keyboard.type("view-users");
  await leave(page, () => page.keyboard.press("Enter"));
  await page.getByRole("link", { name: "view-users", exact: true }).waitFor();
  await assertAccessible(page, "the results");
  await page.setViewportSize({ width: 360, height: 800 });
  await assertFits(page, "the results");
  assertNoComplaints(complaints);
  await context.close();
});

test("the theme applies to the next page", async () => {
  const { page, context, complaints } = await openPage(browser, server, { colorScheme: "light" });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.goto(`${server.url}/causes`);
  const light = await paper();
  await page.getByRole("button", { name: "Switch theme" }).click();
  const dark = await paper();
  assert.notEqual(dark, light);
  await page.goto(`${server.url}/operations`);
  assert.equal(await paper(), dark);
  await page.getByRole("button", { name: "Switch theme" }).click();
  assert.equal(await paper(), light);
  assertNoComplaints(complaints);
  await context.close();
});

test("the first click on the button counts, although leaving the field shows a message", async () => {
  const slow = await startSlowServer();
  const { page, context, complaints } = await openPlayground(browser, server);
  await fillForm(page, slow.url);
  await page.getByLabel("User ID").fill("");
  await page.getByLabel("User ID").pressSequentially("john-doe");
  await page.getByRole("button", { name: "Run check" }).scrollIntoViewIfNeeded();
  const button = await page.getByRole("button", { name: "Run check" }).boundingBox();
  await page.mouse.move(button.x + button.width / 2, button.y + button.height / 2);
  await page.mouse.down();
  await page.mouse.up();
  await page.locator(".progress li").first().waitFor();
  slow.stop();
  assertNoComplaints(complaints);
  await context.close();
});

test("an empty client secret is reported at its field", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await fillForm(page, "https://sso.example.com", WITHOUT_SECRET);
  await page.getByRole("button", { name: "Run check" }).click();
  await secretNotice(page).getByText("Enter the client secret.").waitFor();
  await page.locator("#client_secret:focus").waitFor();
  assertNoComplaints(complaints);
  await context.close();
});

test("a link says where the secret is sent, sets no CA certificate, and keeps what the user entered before", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await fillForm(page, "https://mine.example.com", WITHOUT_SECRET);
  const query = new URLSearchParams({ url: "https://linked.example.com", realm: "linked", ca_certificate: "-----BEGIN CERTIFICATE-----" });
  await page.goto(`${server.url}/?${query}`);
  await alive(page);
  assert.equal(await page.getByLabel("Keycloak base URL").inputValue(), "https://linked.example.com");
  assert.equal(await page.locator("#ca_certificate").inputValue(), "");
  const note = page.locator("#form .trust");
  await note.getByText("The secret will be sent to linked.example.com").waitFor();
  // Typing the secret does not hide the note; changing a value from the link does.
  await page.getByLabel("Client secret").fill("a-secret-of-mine");
  assert.match(await note.innerText(), /linked\.example\.com/);
  await page.reload();
  await alive(page);
  assert.equal(await page.getByLabel("Realm", { exact: true }).inputValue(), "linked");
  const other = await context.newPage();
  await other.goto(`${server.url}/`);
  await alive(other);
  assert.equal(await other.getByLabel("Keycloak base URL").inputValue(), "https://mine.example.com");
  await page.getByLabel("Realm", { exact: true }).fill("another");
  assert.doesNotMatch(await note.innerText(), /linked\.example\.com/);
  assertNoComplaints(complaints);
  await context.close();
});

test("the demo does not replace what the user entered before", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await fillForm(page, "https://mine.example.com", WITHOUT_SECRET);
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("h1#verdict").waitFor();
  await page.reload();
  await alive(page);
  assert.equal(await page.getByLabel("Keycloak base URL").inputValue(), "https://mine.example.com");
  assert.equal(await page.getByLabel("User ID").inputValue(), USER);
  assertNoComplaints(complaints);
  await context.close();
});

test("the form warns about a plain HTTP target before the secret is sent", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByLabel("Keycloak base URL").fill("http://sso.example.com");
  await page.getByLabel("Realm", { exact: true }).focus();
  await page.locator("#url-notice").getByText("unencrypted").waitFor();
  assert.equal(await page.getByLabel("Keycloak base URL").getAttribute("aria-invalid"), null);
  assertNoComplaints(complaints);
  await context.close();
});

test("the base URL of an early failure is corrected in the report, also where the form is folded", async () => {
  for (const width of [1280, 360]) {
    const { page, context, complaints } = await openPlayground(browser, server, { viewport: { width, height: 800 } });
    await fillForm(page, "http://127.0.0.1:9");
    await page.keyboard.press("Enter");
    await page.locator("#verdict", { hasText: "Stopped at check" }).waitFor();
    const correct = page.getByLabel("Correct the base URL");
    assert.equal(await correct.inputValue(), "http://127.0.0.1:9");
    await correct.fill("not a URL");
    await page.keyboard.press("Enter");
    // The message is in the form, which unfolds.
    await page.locator("#url:focus").waitFor();
    await page.locator("#url-notice .error").waitFor();
    await correct.fill(`${server.url}/demo/face`);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Previous and current attempt" }).waitFor();
    assert.equal(await page.locator("#url").inputValue(), `${server.url}/demo/face`);
    assert.equal(await correct.count(), 0);
    assertNoComplaints(complaints);
    await context.close();
  }
});

test("the steps of the fix follow the Keycloak version that the user selects", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("#verdict:focus").waitFor();
  const versions = page.getByRole("tablist", { name: "Keycloak version of the steps" }).getByRole("tab");
  const steps = page.locator(".versions ol.path:visible");
  assert.equal(await versions.last().getAttribute("aria-selected"), "true");
  assert.match(await steps.innerText(), /Service account roles[\s\S]*Client roles/);
  await versions.first().click();
  assert.match(await steps.innerText(), /Service accounts roles[\s\S]*Filter by clients/);
  await page.locator(".versions").getByRole("button", { name: "Copy" }).click();
  await page.getByText("Copied", { exact: true }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /Filter by clients/);
  await versions.first().focus();
  await page.keyboard.press("ArrowRight");
  assert.match(await steps.innerText(), /Service accounts roles[\s\S]*Client roles/);
  await page.keyboard.press("End");
  assert.match(await steps.innerText(), /Service account roles/);
  assertNoComplaints(complaints);
  await context.close();
});

test("a pasted 403 alone shows no name and no check that the text does not contain", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.locator("#paste-answer").click();
  await page.keyboard.type('403 {"error":"HTTP 403 Forbidden"}');
  await page.getByRole("button", { name: "Explain" }).click();
  await page.locator("#verdict:focus").waitFor();
  const report = page.locator("article.report");
  assert.doesNotMatch(await report.innerText(), /sso\.example\.com|john-doe|backend|acme|403-forbidden-fix|127\.0\.0\.1/);
  await report.locator(".all-checks > summary").click();
  // The response shows that Keycloak accepted the token. It does not show a token request.
  for (const check of ["Host name", "Client ", "Grant", "Token request"]) {
    assert.equal(await report.locator(".gates .passed", { hasText: check }).count(), 0, check);
  }
  assertNoComplaints(complaints);
  await context.close();
});

test("a status has the same color on every page", async () => {
  const { page, context } = await openPlayground(browser, server);
  const colors = new Map();
  const collect = async (where) => {
    const plates = await page.locator(".plate").evaluateAll((all) =>
      all.map((plate) => [plate.textContent.trim(), getComputedStyle(plate).color]).filter(([text]) => /^\d{3}$/.test(text)),
    );
    for (const [status, color] of plates) {
      if (!colors.has(status)) colors.set(status, { color, where });
      assert.equal(color, colors.get(status).color, `${status} on ${where} and on ${colors.get(status).where}`);
    }
  };
  await collect("/");
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("#verdict:focus").waitFor();
  await collect("the report");
  for (const path of ["/causes", "/causes/missing-role", "/causes/token-expired", "/causes/realm-not-found", "/operations/get-users-user-id", "/guide", "/search?q=403", "/nothing-here"]) {
    await page.goto(server.url + path);
    await collect(path);
  }
  for (const status of ["401", "403", "404"]) assert.ok(colors.has(status), status);
  await context.close();
});

test("the changes of an operation do not contradict each other", async () => {
  const { page, context } = await openPage(browser, server);
  // These operations needed only a valid token in earlier releases.
  for (const path of ["get-organizations-members-member-id-organizations", "get-roles", "get-groups", "get-users-profile"]) {
    await page.goto(`${server.url}/operations/${path}`);
    const changes = await page.locator("section", { has: page.locator("#changed") }).innerText();
    assert.doesNotMatch(changes, /without a role,? alone|no role,? alone/i, path);
  }
  await context.close();
});

test("the printed commands name a variable that is not set, and say that they are done", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("#verdict:focus").waitFor();
  await page.getByRole("tab", { name: "curl" }).click();
  await page.locator("[role=tabpanel]:visible").getByRole("button", { name: "Copy" }).first().click();
  await page.getByText("Copied", { exact: true }).waitFor();
  const commands = await page.evaluate(() => navigator.clipboard.readText());
  const run = (env) => spawnSync("sh", ["-c", commands], { encoding: "utf8", env: { PATH: process.env.PATH, ...env } });
  const without = run({});
  assert.notEqual(without.status, 0);
  assert.match(without.stderr, /KEYCLOAK_ADMIN/);
  const done = run({ KEYCLOAK_ADMIN: "admin", KEYCLOAK_ADMIN_PASSWORD: "admin" });
  assert.equal(done.status, 0, done.stderr);
  assert.notEqual(done.stdout.trim(), "");
  assertNoComplaints(complaints);
  await context.close();
});

test("on a narrow screen, the result is on the screen after the click", async () => {
  const { page, context, complaints } = await openPlayground(browser, server, { viewport: { width: 360, height: 800 } });
  await fillForm(page, "http://127.0.0.1:9");
  await page.getByRole("button", { name: "Run check" }).click();
  await page.locator("#verdict:focus").waitFor();
  const verdict = await page.locator("#verdict").boundingBox();
  assert.ok(verdict.y >= 0 && verdict.y + verdict.height <= 800, `the verdict is at ${verdict.y}`);
  assertNoComplaints(complaints);
  await context.close();
});

test("the command of an operation can be copied without a bundle", async () => {
  const { page, context, complaints } = await openPage(browser, server);
  await page.goto(`${server.url}/operations/put-users-user-id-reset-password`);
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByText("Copied", { exact: true }).waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(command, /^curl .*-X PUT/);
  assert.match(command, /\/users\/\$\{USER_ID:\?[^}]*\}\/reset-password"$/);
  assert.ok(!(await page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith(".wasm")))));
  assertNoComplaints(complaints);
  await context.close();
});

test("the home page links causes, operations, and tools, until there is a report", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  const links = page.locator(".entry-points a");
  const paths = await links.evaluateAll((all) => all.map((link) => link.href));
  for (const path of new Set(paths)) {
    const { status } = await page.evaluate(async (path) => ({ status: (await fetch(path)).status }), path);
    assert.equal(status, 200, path);
  }
  assert.ok(paths.length > 12);
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("#verdict:focus").waitFor();
  assert.ok(!(await links.first().isVisible()));
  assertNoComplaints(complaints);
  await context.close();
});

test("the page for a wrong URL is in one piece", async () => {
  const { page, context } = await openPage(browser, server);
  for (const path of ["/nothing-here", "/operations/get-user", "/causes/missing-rol"]) {
    await page.goto(server.url + path);
    const plate = await page.locator(".plate.big").boundingBox();
    const heading = await page.locator("h1").boundingBox();
    assert.ok(plate.height < 60, `${path}: the plate is ${plate.height} pixels high`);
    assert.ok(heading.y - plate.y - plate.height < 40, `${path}: there is a gap below the plate`);
  }
  await context.close();
});
