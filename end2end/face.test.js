// Tests what a visitor does before and between checks: search, theme, links, memory, and the first click.

import assert from "node:assert/strict";
import { test } from "node:test";
import { alive, assertAccessible, assertFits, assertNoComplaints, leave, openPage, openPlayground, startBoth, startSlowServer } from "./why403.js";

const { server, browser } = await startBoth();

const USER = "767aa65d-2912-4e44-81de-2301c0e83e25";
const secretNotice = (page) => page.locator("#client_secret-notice");

async function fill(page, url) {
  await page.getByLabel("Keycloak base URL").fill(url);
  await page.getByLabel("Realm", { exact: true }).fill("acme");
  await page.getByLabel("Client ID").fill("backend");
  await page.getByLabel("User ID").fill(USER);
}

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
  await fill(page, slow.url);
  await page.getByLabel("Client secret").fill("a-secret-of-mine");
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
  await fill(page, "https://sso.example.com");
  await page.getByRole("button", { name: "Run check" }).click();
  await secretNotice(page).getByText("Enter the client secret.").waitFor();
  await page.locator("#client_secret:focus").waitFor();
  assertNoComplaints(complaints);
  await context.close();
});

test("a link says where the secret is sent, sets no CA certificate, and keeps what the user entered before", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await fill(page, "https://mine.example.com");
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
  await fill(page, "https://mine.example.com");
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
