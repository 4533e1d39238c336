// Tests the paste box: the same analysis as a live check, and nothing is sent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { alive, assertAccessible, assertFits, assertNoComplaints, hold, openPlayground, startBoth } from "./why403.js";

const { server, browser } = await startBoth();

const USER = "767aa65d-2912-4e44-81de-2301c0e83e25";
const FORBIDDEN = 'HTTP/1.1 403 Forbidden\nContent-Type: application/json\n\n{"error":"HTTP 403 Forbidden"}';
/** A text of this length is read only on a click, in a worker. */
const LONG = `${"INFO nothing happened\n".repeat(6_000)}GET https://sso.example.com/admin/realms/acme/users/${USER}\n${FORBIDDEN}`;

/** A token of realm acme without an admin role, which expires in this many seconds. Its signature is invalid. */
function token(expiresIn) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    exp: now + expiresIn,
    iat: now + expiresIn - 300,
    iss: "https://sso.example.com/realms/acme",
    typ: "Bearer",
    azp: "backend",
    preferred_username: "service-account-backend",
    realm_access: { roles: ["default-roles-acme"] },
  };
  return [part({ alg: "RS256", typ: "JWT", kid: "k" }), part(claims), "c2lnbmF0dXJl"].join(".");
}

/** Opens the panel. From then on, `requests` contains every request of the page. */
async function openPanel(options) {
  const opened = await openPlayground(browser, server, options);
  // The bundle that reads the text is loaded when the box gets the focus, which the button may already give it.
  const loaded = opened.page.waitForResponse((response) => response.url().endsWith("permissions.json"));
  const toggle = opened.page.getByRole("button", { name: "Paste the error or token instead" });
  if (await toggle.isVisible()) await toggle.click();
  await answerBox(opened.page).focus();
  await (await loaded).finished();
  const requests = [];
  opened.page.on("request", (request) => requests.push(request.url()));
  return { ...opened, requests };
}

const answerBox = (page) => page.getByLabel("Response, error, log");

/** Pastes a text in place of the box's content. */
async function paste(page, text) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await answerBox(page).focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+V");
}

const explain = (page) => page.getByRole("button", { name: "Explain" }).click();
const kept = (page) => page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie, location.href]));

test("an expired token is reported wherever it is pasted, and nothing leaves the page", async () => {
  const { page, context, complaints, requests } = await openPanel();
  const expired = token(-3600);
  await answerBox(page).fill(`Authorization: Bearer ${expired}`);
  const verdict = page.getByRole("region", { name: /would reject this token/ });
  // The text is read while the user types, and again after a click on the button.
  await verdict.getByRole("link", { name: "token-expired" }).waitFor();
  await explain(page);
  await page.locator("#verdict:focus").waitFor();
  assert.match(await page.locator("article.report").innerText(), /sso\.example\.com/);
  assert.ok(!(await page.content()).includes(expired.split(".")[2]), "the signature is shown");
  assert.deepEqual(requests, []);
  assert.ok(!(await kept(page)).includes(expired));
  await assertAccessible(page, "a token read");
  assertNoComplaints(complaints);
  await context.close();
});

test("a response and a token get the same report as a check, and nothing leaves the page", async () => {
  const { page, context, complaints, requests } = await openPanel();
  await answerBox(page).fill(`GET https://sso.example.com/admin/realms/acme/users/${USER}\n${FORBIDDEN}\nAuthorization: Bearer ${token(300)}`);
  await explain(page);
  await page.locator("h1#verdict").waitFor();
  assert.equal(await page.locator(".verdict .status").innerText(), "403");
  assert.equal(await page.getByRole("link", { name: "About this cause" }).getAttribute("href"), "/causes/missing-role");
  assert.match(await page.locator("#roles").locator("..").innerText(), /view-users/);
  await answerBox(page).fill('{"error":"invalid_grant","error_description":"Account is not fully set up"}');
  await explain(page);
  await page.locator('.verdict a[href="/causes/user-setup-incomplete"]').waitFor();
  assert.deepEqual(requests, []);
  await assertAccessible(page, "an answer read");
  assertNoComplaints(complaints);
  await context.close();
});

test("a curl command fills the form, including secrets, and nothing else", async () => {
  const { page, context, complaints, requests } = await openPanel();
  await answerBox(page).fill(
    `TOKEN=$(curl -s -d grant_type=client_credentials -d client_id=backend -d 'client_secret=a-secret-of-mine' \\
  https://sso.example.com/auth/realms/acme/protocol/openid-connect/token | jq -r .access_token)
curl -H "Authorization: Bearer $TOKEN" https://sso.example.com/auth/admin/realms/acme/users/${USER}`,
  );
  await explain(page);
  await page.getByText("Fields filled from the pasted text").waitFor();
  await alive(page);
  assert.equal(await page.getByLabel("Keycloak base URL").inputValue(), "https://sso.example.com/auth");
  assert.equal(await page.getByLabel("Realm", { exact: true }).inputValue(), "acme");
  assert.equal(await page.getByLabel("Client ID").inputValue(), "backend");
  assert.equal(await page.getByLabel("Client secret").inputValue(), "a-secret-of-mine");
  assert.equal(await page.getByLabel("Client secret").getAttribute("type"), "password");
  assert.equal(await page.getByLabel("User ID").inputValue(), USER);
  assert.ok(!(await kept(page)).includes("a-secret-of-mine"));
  assert.deepEqual(requests, []);
  assertNoComplaints(complaints);
  await context.close();
});

test("unreadable text is reported, and stays in the box", async () => {
  const { page, context, complaints } = await openPanel();
  await answerBox(page).fill("good morning");
  await explain(page);
  await page.getByText("no response, token, or curl command").waitFor();
  assert.equal(await answerBox(page).inputValue(), "good morning");
  assertNoComplaints(complaints);
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing on the panel, and it fits, ${colorScheme}`, async () => {
    const { page, context } = await openPanel({ colorScheme, viewport: { width: 360, height: 800 } });
    await assertAccessible(page, "the panel");
    await assertFits(page, "the panel");
    await context.close();
  });
}

test("a click before the reader is loaded is answered as soon as it is", async () => {
  for (const text of [FORBIDDEN, LONG]) {
    const { page, context, complaints } = await openPlayground(browser, server);
    const release = await hold(page, "**/data/permissions.json");
    await paste(page, text);
    await explain(page);
    await page.getByRole("button", { name: "Loading…" }).waitFor();
    release();
    await page.locator("#verdict:focus").waitFor();
    await page.getByRole("button", { name: "Explain" }).waitFor();
    assertNoComplaints(complaints);
    await context.close();
  }
});

test("the page responds while it reads a long text, and reads again what the user changes meanwhile", async () => {
  const { page, context, complaints, requests } = await openPanel();
  const sent = requests.length;
  const release = await hold(page, "**/aside.js");
  await paste(page, LONG);
  await explain(page);
  await page.getByRole("button", { name: "Reading…" }).waitFor();
  await paste(page, LONG.replace("realms/acme/", "realms/other-realm/"));
  release();
  await page.locator("#verdict:focus").waitFor();
  await page.getByRole("button", { name: "Explain" }).waitFor();
  assert.match(await page.locator("article.report").innerText(), /other-realm/);
  const loaded = requests.slice(sent).map((url) => new URL(url).pathname.replace(/^.*?(?=\/(aside|pkg|data)\b)/, ""));
  const allowed = ["/aside.js", "/pkg/on-demand.js", "/pkg/on-demand_bg.wasm", "/data/permissions.json"];
  assert.ok(
    loaded.every((path) => allowed.includes(path)),
    loaded.join(),
  );
  assertNoComplaints(complaints);
  await context.close();
});

test("a browser without workers reads a long text on the page", async () => {
  const { page, context } = await openPanel();
  await page.route("**/aside.js", (route) => route.abort());
  await paste(page, LONG);
  await explain(page);
  await page.locator("#verdict:focus").waitFor();
  assert.match(await page.locator("article.report").innerText(), /acme/);
  await context.close();
});

test("without the permission data the panel says so, and loads it again", async () => {
  const { page, context } = await openPlayground(browser, server);
  await page.route("**/data/permissions.json", (route) => route.abort());
  await answerBox(page).focus();
  await page.getByText("permission data could not be loaded").waitFor();
  await answerBox(page).fill("what was typed");
  await page.unroute("**/data/permissions.json");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("button", { name: "Explain" }).waitFor();
  assert.equal(await answerBox(page).inputValue(), "what was typed");
  await context.close();
});

test("an operation that a text names only in words is taken over with one button", async () => {
  const { page, context, complaints, requests } = await openPanel();
  await paste(page, "With Keycloak I get 403 Forbidden when I try to list users.");
  const button = page.getByRole("button", { name: "Use GET /admin/realms/{realm}/users" });
  await button.waitFor();
  assert.doesNotMatch(await page.locator("article.report").innerText(), /query-users|view-users/);
  await button.focus();
  await page.keyboard.press("Enter");
  await page.locator("#verdict:focus").waitFor();
  assert.equal(await page.locator("#paste-operation").inputValue(), "GET /admin/realms/{realm}/users");
  assert.match(await page.locator("article.report").innerText(), /query-users/);
  assert.equal(await button.count(), 0);
  assert.deepEqual(requests, []);
  await assertAccessible(page, "a proposed operation");
  assertNoComplaints(complaints);
  await context.close();
});

test("in a high window, the forms do not cover the report below them", async () => {
  const { page, context } = await openPanel({ viewport: { width: 1280, height: 1100 } });
  await paste(page, FORBIDDEN);
  await page.locator("#verdict").waitFor();
  await page.mouse.move(1270, 500);
  await page.mouse.wheel(0, 600);
  await page.waitForFunction(() => scrollY > 200);
  const forms = await page.locator(".form-panel").boundingBox();
  const report = await page.locator("article.report").boundingBox();
  assert.ok(forms.y + forms.height <= report.y, `the forms end at ${forms.y + forms.height}, the report begins at ${report.y}`);
  await context.close();
});
