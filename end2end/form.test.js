// Tests the check form: messages at fields, memory without secrets, and links.

import assert from "node:assert/strict";
import { test } from "node:test";
import { USER, alive, assertAccessible, assertNoComplaints, fillForm, openPlayground, startBoth, startServer, startSlowServer } from "./why403.js";

const { server, browser } = await startBoth();


const noticeOf = (page, id) => page.locator(`#${id}-notice`);

test("an error is shown at its field, and a button applies the suggestion", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  const url = page.getByLabel("Keycloak base URL");
  const mended = [
    ["sso.example.com", "https://sso.example.com"],
    ["https://sso.example.com/auth/realms/acme", "https://sso.example.com/auth"],
    ["https://sso.example.com/admin/master/console/", "https://sso.example.com"],
  ];
  for (const [typed, expected] of mended) {
    await url.fill(typed);
    await url.blur();
    assert.equal(await url.getAttribute("aria-invalid"), "true", typed);
    await noticeOf(page, "url").getByRole("button").click();
    assert.equal(await url.inputValue(), expected);
    assert.equal(await url.getAttribute("aria-invalid"), null, expected);
  }
  await page.getByLabel("User ID").fill("john-doe");
  await page.getByLabel("User ID").blur();
  assert.match(await noticeOf(page, "user_id").innerText(), /user name/);
  await page.getByLabel("Client secret").fill("**********");
  await page.getByLabel("Client secret").blur();
  assert.match(await noticeOf(page, "client_secret").innerText(), /mask/);
  await page.getByLabel("Client secret").fill(" blank ");
  assert.match(await noticeOf(page, "client_secret").innerText(), /space/);
  assertNoComplaints(complaints);
  await context.close();
});

test("an empty form reports the required fields, and focuses the first one", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByRole("button", { name: "Run check" }).click();
  const alert = page.locator("#form [role=alert]");
  assert.match(await alert.innerText(), /Fix \d+ fields/);
  assert.ok((await alert.getByRole("link").count()) >= 3);
  await page.locator("#url:focus").waitFor();
  await assertAccessible(page, "the form with mistakes");
  await alert.getByRole("link", { name: "Client ID" }).click();
  await page.locator("#client_id:focus").waitFor();
  assertNoComplaints(complaints);
  await context.close();
});

test("a reload keeps the fields, but not the secret", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await fillForm(page, "https://sso.example.com");
  await page.reload();
  await alive(page);
  assert.equal(await page.getByLabel("Keycloak base URL").inputValue(), "https://sso.example.com");
  assert.equal(await page.getByLabel("Realm", { exact: true }).inputValue(), "acme");
  assert.equal(await page.getByLabel("Client ID").inputValue(), "backend");
  assert.equal(await page.getByLabel("User ID").inputValue(), USER);
  const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
  assert.ok(!kept.includes("a-secret-of-mine"), kept);
  assert.equal(await page.getByLabel("Client secret").inputValue(), "");
  assertNoComplaints(complaints);
  await context.close();
});

test("a link fills in everything except secrets, and the URL does not keep them", async () => {
  const query = new URLSearchParams({
    url: "https://sso.example.com",
    realm: "acme",
    grant: "password",
    client_id: "backend",
    username: "jane",
    user_id: USER,
    client_secret: "from-a-link",
    password: "from-a-link",
    token: "from-a-link",
  });
  const { page, context, complaints } = await openPlayground(browser, server, {}, `?${query}`);
  assert.equal(await page.getByLabel("Keycloak base URL").inputValue(), "https://sso.example.com");
  assert.equal(await page.getByLabel("User name").inputValue(), "jane");
  assert.equal(await page.getByLabel("Password").inputValue(), "");
  assert.equal(await page.getByLabel("Client secret").inputValue(), "");
  assert.equal(page.url(), `${server.url}/`);

  await page.getByLabel("Client secret").fill("typed-by-hand");
  await page.getByLabel("Realm", { exact: true }).fill("typed-realm");
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText("Copied without secrets").waitFor();
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  assert.equal(link.searchParams.get("realm"), "typed-realm");
  assert.ok(!link.href.includes("typed-by-hand"));
  await page.goto(link.href);
  await alive(page);
  assert.equal(await page.getByLabel("User name").inputValue(), "jane");
  assertNoComplaints(complaints);
  await context.close();
});

test("each grant shows its own fields", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  const choice = page.getByLabel("How your app gets its token");
  await choice.selectOption("password");
  assert.ok(await page.getByLabel("User name").isVisible());
  await choice.selectOption("token");
  assert.ok(await page.getByLabel("Access token").isVisible());
  assert.ok(!(await page.getByLabel("Password").isVisible()));
  await choice.selectOption("client-credentials");
  assert.ok(!(await page.getByLabel("Access token").isVisible()));
  assertNoComplaints(complaints);
  await context.close();
});

test("a request to a slow server is shown with its time, and can be canceled", async () => {
  const slow = await startSlowServer();
  const { page, context, complaints } = await openPlayground(browser, server);
  await fillForm(page, slow.url);
  for (const cancel of [() => page.getByRole("button", { name: /Cancel/ }).click(), () => page.keyboard.press("Escape")]) {
    await page.locator("#form button[type=submit]").click();
    const line = page.locator(".progress li").first();
    await line.getByText("waiting").waitFor();
    assert.match(await line.innerText(), /openid-connect\/token/);
    const first = await line.locator(".millis").innerText();
    await page.waitForFunction((first) => document.querySelector(".progress .millis")?.innerText !== first, first);
    await cancel();
    await page.getByText("Canceled").waitFor();
  }
  assert.equal(await page.getByLabel("Client secret").inputValue(), "a-secret-of-mine");
  // The server cancels the check when the page disconnects.
  for (let tries = 0; slow.waiting.size > 0 && tries < 50; tries += 1) await new Promise((soon) => setTimeout(soon, 100));
  assert.equal(slow.waiting.size, 0);
  slow.stop();
  assertNoComplaints(complaints);
  await context.close();
});

test("an unreachable Keycloak is a report, not a failure", async () => {
  const slow = await startSlowServer();
  slow.stop();
  const { page, context, complaints } = await openPlayground(browser, server);
  await fillForm(page, slow.url);
  await page.getByRole("button", { name: "Run check" }).click();
  await page.locator("h1#verdict").waitFor();
  assert.match(await page.locator(".verdict .status").textContent(), /No response/);
  assert.match(await page.locator(".checked .open").innerText(), /Connection refused/);
  await assertAccessible(page, "no response");
  assertNoComplaints(complaints);
  await context.close();
});

test("when the Why403 server is gone, the page says so and keeps the form", async () => {
  const own = await startServer("--max-checks", "10");
  const { page, context } = await openPlayground(browser, own);
  await fillForm(page, "http://127.0.0.1:1");
  own.stop();
  await new Promise((soon) => setTimeout(soon, 300));
  await page.getByRole("button", { name: "Run check" }).click();
  await page.getByText("Why403 server could not be reached").waitFor();
  assert.equal(await page.getByLabel("Client secret").inputValue(), "a-secret-of-mine");
  await context.close();
});
