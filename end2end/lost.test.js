// Tests that the form loses nothing: the focus after Cancel, values from before the bundle was loaded, and what a pasted URL says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { USER, alive, assertAccessible, assertNoComplaints, fillForm, hold, openPage, openPlayground, startBoth, startSlowServer } from "./why403.js";

const { server, browser } = await startBoth();

const value = (page, id) => page.locator(`#${id}`).inputValue();

/** Pastes with the keyboard, as people do. */
async function paste(page, id, text) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.locator(`#${id}`).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
}

for (const width of [1280, 360]) {
  test(`the focus returns to the run button after Cancel, ${width} pixels wide`, async () => {
    const slow = await startSlowServer();
    const { page, context, complaints } = await openPlayground(browser, server, { viewport: { width, height: 800 } });
    await fillForm(page, slow.url);
    const cancels = [() => page.getByRole("button", { name: /Cancel/ }).click(), () => page.keyboard.press("Escape")];
    for (const cancel of cancels) {
      await page.getByRole("button", { name: "Run check" }).click();
      await page.locator("#progress:focus").waitFor();
      await cancel();
      await page.locator("#run:focus").waitFor();
    }
    // The keyboard goes on from there.
    await page.keyboard.press("Enter");
    await page.locator("#progress:focus").waitFor();
    slow.stop();
    await page.locator("#verdict:focus").waitFor();
    assertNoComplaints(complaints);
    await context.close();
  });
}

test("after a report, Cancel on a narrow screen returns the focus to the folded form", async () => {
  const slow = await startSlowServer();
  const { page, context, complaints } = await openPlayground(browser, server, { viewport: { width: 360, height: 800 } });
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("#verdict:focus").waitFor();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.locator("#url").fill(slow.url);
  await page.getByRole("button", { name: "Run again" }).and(page.locator("#run")).click();
  await page.locator("#progress:focus").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#edit:focus").waitFor();
  slow.stop();
  assertNoComplaints(complaints);
  await context.close();
});

test("Cancel leaves the focus in a field that the user went to", async () => {
  const slow = await startSlowServer();
  const { page, context, complaints } = await openPlayground(browser, server);
  await fillForm(page, slow.url);
  await page.getByRole("button", { name: "Run check" }).click();
  await page.locator("#progress:focus").waitFor();
  await page.locator("#realm").click();
  await page.keyboard.press("Escape");
  await page.getByText("Canceled").waitFor();
  await page.locator("#realm:focus").waitFor();
  slow.stop();
  assertNoComplaints(complaints);
  await context.close();
});

test("a pasted URL of a user fills the base URL and the empty fields", async () => {
  const id = "6f1d6a7e-0000-4000-8000-0242ac120002";
  for (const pasted of [
    `https://sso.example.com/auth/admin/realms/app/users/${id}`,
    `https://sso.example.com/auth/admin/master/console/#/app/users/${id}/settings`,
  ]) {
    const { page, context, complaints } = await openPlayground(browser, server);
    await paste(page, "url", pasted);
    await page.getByText("Fields filled from the pasted text").waitFor();
    assert.equal(await value(page, "url"), "https://sso.example.com/auth");
    assert.equal(await value(page, "realm"), "app");
    assert.equal(await value(page, "user_id"), id);
    assert.equal(await value(page, "operation"), "");
    assert.equal(await page.locator("#url").getAttribute("aria-invalid"), null);
    assertNoComplaints(complaints);
    await context.close();
  }
});

test("a pasted URL replaces no field that has a value", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.locator("#realm").fill("mine");
  await paste(page, "url", `https://sso.example.com/admin/realms/app/users/${USER}/groups`);
  await page.getByText("Fields filled from the pasted text").waitFor();
  assert.equal(await value(page, "url"), "https://sso.example.com");
  assert.equal(await value(page, "realm"), "mine");
  assert.equal(await value(page, "user_id"), USER);
  assert.equal(await value(page, "operation"), "GET /admin/realms/{realm}/users/{user-id}/groups");
  // A second URL changes only the base URL.
  await paste(page, "url", "https://other.example.com/realms/other");
  await page.locator("#url").and(page.locator(":not([aria-invalid])")).waitFor();
  await page.waitForFunction(() => document.querySelector("#url").value === "https://other.example.com");
  assert.equal(await value(page, "realm"), "mine");
  assertNoComplaints(complaints);
  await context.close();
});

test("what is pasted or typed before the bundle is loaded is kept", async () => {
  const { page, context, complaints } = await openPage(browser, server);
  const load = await hold(page, "**/pkg/playground*.wasm");
  await page.goto(`${server.url}/`, { waitUntil: "domcontentloaded" });
  await paste(page, "paste-answer", 'HTTP/1.1 403 Forbidden\n\n{"error":"HTTP 403 Forbidden"}');
  await page.locator("#paste-operation").click();
  await page.keyboard.type("GET /admin/realms/{realm}/groups");
  await page.locator("#realm").click();
  await page.keyboard.type("acme");
  load();
  await alive(page);
  assert.match(await value(page, "paste-answer"), /403 Forbidden/);
  assert.equal(await value(page, "paste-operation"), "GET /admin/realms/{realm}/groups");
  assert.equal(await value(page, "operation"), "GET /admin/realms/{realm}/groups");
  assert.equal(await value(page, "realm"), "acme");
  // The text is read without another key.
  await page.locator("h1#verdict").waitFor();
  assertNoComplaints(complaints);
  await context.close();
});

test("a user name in place of the ID is mentioned without the role, and looked up and offered with it", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("#verdict:focus").waitFor();
  const id = await value(page, "user_id");
  await page.locator("#user_id").fill("john-doe");
  await page.locator("#run").click();
  await page.locator(".verdict .lead").getByText("“john-doe” is not a UUID").waitFor();
  await assertAccessible(page, "a missing role with a user name");
  await page.getByRole("button", { name: "Assign view-users" }).click();
  await page.locator("#demo-again:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("h1#verdict").getByText("User name used instead of the user ID").waitFor();
  await page.locator(".fixes").getByText(id).first().waitFor();
  const offer = page.locator("#user_id-notice").getByRole("button");
  assert.match(await offer.innerText(), new RegExp(id));
  await assertAccessible(page, "a user name that was looked up");
  await offer.click();
  assert.equal(await value(page, "user_id"), id);
  await page.locator("#run").click();
  await page.locator(".verdict .status").getByText("200").waitFor();
  // The demo's 404 is expected; the page itself gets none.
  assertNoComplaints(complaints);
  await context.close();
});

test("after the demo, a reload shows an empty form and the browser stores nothing of the demo", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("#verdict:focus").waitFor();
  await page.locator("#realm").fill("changed");
  const stored = await page.evaluate(() => JSON.stringify([localStorage["why403.form"], sessionStorage["why403.form"]]));
  assert.doesNotMatch(stored, /demo|client_id|user_id|changed/);
  await page.reload();
  await alive(page);
  for (const id of ["url", "realm", "client_id", "client_secret", "user_id"]) assert.equal(await value(page, id), "", id);
  assertNoComplaints(complaints);
  await context.close();
});
