// Tests the operation field: search, keyboard, pasted URLs, and missing data.

import assert from "node:assert/strict";
import { test } from "node:test";
import { USER, alive, assertAccessible, assertFits, assertNoComplaints, fillForm, openPlayground, startBoth, startSlowServer } from "./why403.js";

const { server, browser } = await startBoth();

const RESET = "PUT /admin/realms/{realm}/users/{user-id}/reset-password";

const field = (page, form = "Live check") => page.getByRole("form", { name: form }).getByRole("combobox", { name: "Operation" });
const options = (page) => page.getByRole("listbox", { name: "Operations" }).getByRole("option");
const noticeOf = (page, id) => page.locator(`#${id}-notice`);

/** Types like a user, and waits for the list. */
async function type(page, words, form) {
  await field(page, form).click();
  await page.keyboard.press("End");
  await field(page, form).pressSequentially(words);
}

test("a description finds the operation, and choosing it shows its parameters", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await type(page, "reset password");
  const first = options(page).first();
  await first.waitFor();
  assert.match(await first.innerText(), /reset-password/);
  assert.match(await first.innerText(), /writes/);
  await page.getByText(/^\d+ operations?(\.|, showing the first)/).first().waitFor({ state: "attached" });
  await first.click();
  assert.equal(await field(page).inputValue(), RESET);
  assert.equal(await field(page).getAttribute("aria-expanded"), "false");
  await page.getByLabel("User ID").waitFor();
  const send = page.getByLabel("Send this request");
  assert.equal(await send.isChecked(), false);

  // The consent applies to one operation, not to the next one.
  await send.check();
  await field(page).fill("");
  await type(page, "delete user federated");
  await options(page).first().click();
  assert.equal(await page.getByLabel("Send this request").isChecked(), false);
  assertNoComplaints(complaints);
  await context.close();
});

test("at most a dozen suggestions are shown, with the number of all", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await type(page, "users");
  await page.locator("#form").getByText(/\d+ more\. Keep typing/).waitFor();
  assert.equal(await options(page).count(), 12);
  assertNoComplaints(complaints);
  await context.close();
});

test("the keyboard alone opens the list, moves in it, chooses, and closes it", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  const active = async () => {
    const id = await field(page).getAttribute("aria-activedescendant");
    return id && page.locator(`#${id}[aria-selected=true]`).innerText();
  };
  await field(page).focus();
  await field(page).pressSequentially("client secret");
  await options(page).first().waitFor();
  const texts = await options(page).allInnerTexts();
  assert.equal(await active(), texts[0]);
  await page.keyboard.press("ArrowDown");
  assert.equal(await active(), texts[1]);
  await page.keyboard.press("End");
  assert.equal(await active(), texts.at(-1));
  await page.keyboard.press("ArrowDown");
  assert.equal(await active(), texts[0]);
  await page.keyboard.press("ArrowUp");
  assert.equal(await active(), texts.at(-1));
  await page.keyboard.press("Home");
  assert.equal(await active(), texts[0]);
  await page.keyboard.press("Escape");
  assert.equal(await field(page).getAttribute("aria-expanded"), "false");
  assert.equal(await field(page).inputValue(), "client secret");
  await page.keyboard.press("ArrowDown");
  await options(page).first().waitFor();
  await page.keyboard.press("Enter");
  assert.match(await field(page).inputValue(), /^[A-Z]+ \/admin\/realms\/\{realm\}\/clients\/\{client-uuid\}\/client-secret/);
  // Choosing runs no check, and the next field is the operation's parameter.
  assert.equal(await page.locator("h1#verdict").count(), 0);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "param-client-uuid");
  assertNoComplaints(complaints);
  await context.close();
});

test("Escape closes the list while a check continues; pressed again, it cancels the check", async () => {
  const slow = await startSlowServer();
  const { page, context, complaints } = await openPlayground(browser, server);
  await fillForm(page, slow.url);
  await page.getByRole("button", { name: "Run check" }).click();
  await page.locator(".progress li").first().waitFor();
  await type(page, "users");
  await options(page).first().waitFor();
  await page.keyboard.press("Escape");
  await options(page).first().waitFor({ state: "hidden" });
  assert.ok(await page.locator(".progress li").first().isVisible());
  await page.keyboard.press("Escape");
  await page.getByText("Canceled").waitFor();
  slow.stop();
  assertNoComplaints(complaints);
  await context.close();
});

test("a pasted URL fills in operation, realm, and parameters", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByLabel("Realm", { exact: true }).fill("another");
  await field(page).fill(
    `DELETE https://sso.example.com/auth/admin/realms/shop/users/${USER}/role-mappings/clients/7f3a5c1e-0000-4000-8000-000000000000`,
  );
  await options(page).first().waitFor();
  await field(page).blur();
  assert.equal(await field(page).inputValue(), "DELETE /admin/realms/{realm}/users/{user-id}/role-mappings/clients/{client-id}");
  assert.equal(await page.getByLabel("Keycloak base URL").inputValue(), "https://sso.example.com/auth");
  assert.equal(await page.getByLabel("Realm", { exact: true }).inputValue(), "shop");
  assert.equal(await page.getByLabel("User ID").inputValue(), USER);
  assert.equal(await page.locator("#param-client-id").inputValue(), "7f3a5c1e-0000-4000-8000-000000000000");

  // A pasted URL is read at once.
  await page.evaluate(() => navigator.clipboard.writeText("https://sso.example.com/admin/realms/büro/groups/0a1b2c3d-0000-4000-8000-000000000000"));
  await field(page).fill("");
  await field(page).focus();
  await page.keyboard.press("Control+V");
  assert.equal(await page.getByLabel("Realm", { exact: true }).inputValue(), "büro");
  assert.equal(await field(page).inputValue(), "GET /admin/realms/{realm}/groups/{group-id}");
  assert.equal(await page.locator("#param-group-id").inputValue(), "0a1b2c3d-0000-4000-8000-000000000000");
  assertNoComplaints(complaints);
  await context.close();
});

test("an unknown operation is reported with the nearest one, and a parameter's error at its field", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await field(page).fill("GET /admin/realms/{realm}/user/{user-id}");
  await field(page).blur();
  const notice = noticeOf(page, "operation");
  await notice.getByText("no known operation").waitFor();
  // A warning, not an error: the check can run.
  assert.equal(await field(page).getAttribute("aria-invalid"), null);
  await notice.getByRole("button").click();
  assert.equal(await field(page).inputValue(), "GET /admin/realms/{realm}/users/{user-id}");

  await field(page).fill("GET /admin/realms/{realm}/clients/{client-uuid}/roles/{role-name}");
  await field(page).blur();
  await page.locator("#param-client-uuid").fill("my-backend");
  await page.locator("#param-client-uuid").blur();
  await noticeOf(page, "param-client-uuid").getByText("looks like a Client ID").waitFor();
  assert.match(await page.locator("#param-client-uuid-hint").innerText(), /not the Client ID/);
  await page.getByLabel("Realm", { exact: true }).fill("acme");
  await page.getByRole("button", { name: "Run check" }).click();
  const alert = page.locator("#form [role=alert]");
  await alert.getByRole("link", { name: "{role-name}" }).click();
  await page.locator("#param-role-name:focus").waitFor();
  assert.equal(await page.locator("#param-role-name").getAttribute("aria-invalid"), "true");
  await noticeOf(page, "param-role-name").getByText("Enter a value for {role-name}").waitFor();

  await field(page).fill("reset password");
  await field(page).blur();
  await notice.getByText("Choose an operation from the list").waitFor();
  assert.equal(await field(page).getAttribute("aria-invalid"), "true");
  await notice.getByRole("button").click();
  assert.equal(await field(page).inputValue(), RESET);
  assertNoComplaints(complaints);
  await context.close();
});

test("operation and parameters survive a reload, and are in the copied link", async () => {
  const operation = "GET /admin/realms/{realm}/clients/{client-uuid}/roles/{role-name}";
  const query = new URLSearchParams({ realm: "acme", operation, "param-client-uuid": USER, "param-role-name": "a b" });
  const { page, context, complaints } = await openPlayground(browser, server, {}, `?${query}`);
  const expectFilled = async () => {
    assert.equal(await field(page).inputValue(), operation);
    assert.equal(await page.locator("#param-client-uuid").inputValue(), USER);
    assert.equal(await page.locator("#param-role-name").inputValue(), "a b");
  };
  await expectFilled();
  await page.reload();
  await alive(page);
  await expectFilled();
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText("Copied without secrets").waitFor();
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  assert.equal(link.searchParams.get("param-role-name"), "a b");
  assertNoComplaints(complaints);
  await context.close();
});

test("an operation that writes is not sent by default, and the report says so", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("h1#verdict").waitFor();
  await type(page, "reset password");
  await options(page).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#form").getByRole("button", { name: "Run again" }).click();
  await page.locator(".verdict .lead", { hasText: /^Not sent/ }).waitFor();
  assert.equal(await page.locator(".verdict .status").innerText(), "Not sent");
  assert.match(await page.locator(".verdict").innerText(), /manage-users/);
  assert.match(await page.locator("#roles").locator("..").innerText(), /manage-users/);
  const calls = await page.locator("article.report").innerText();
  assert.ok(!/PUT http/.test(calls), calls);
  await assertAccessible(page, "a write that was not sent");
  assertNoComplaints(complaints);
  await context.close();
});

test("without the data the field says so and accepts a method and a path", async () => {
  const { page, context } = await openPlayground(browser, server);
  await page.route("**/data/permissions.json", (route) => route.abort());
  await type(page, "reset");
  await page.locator("#operation-hint").getByText("could not be loaded").waitFor();
  await field(page).fill("GET /admin/realms/{realm}/groups/{group-id}");
  await page.locator("#param-group-id").waitFor();
  assert.equal(await field(page).getAttribute("aria-expanded"), "false");
  await page.unroute("**/data/permissions.json");
  await field(page).blur();
  await type(page, "/members");
  await options(page).first().waitFor();
  await context.close();
});

test("the paste panel has the same field", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByLabel("Response, error, log").fill('HTTP/1.1 403 Forbidden\n\n{"error":"HTTP 403 Forbidden"}');
  await type(page, "client secret read", "Paste");
  await options(page).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Explain" }).click();
  await page.locator("h1#verdict").waitFor();
  assert.match(await page.locator("#roles").locator("..").innerText(), /view-clients/);
  assertNoComplaints(complaints);
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 360]) {
    test(`axe finds nothing with the list open, and it fits, ${colorScheme}, ${width} pixels wide`, async () => {
      const { page, context } = await openPlayground(browser, server, { colorScheme, viewport: { width, height: 900 } });
      await type(page, "role mapp");
      await options(page).first().waitFor();
      await assertAccessible(page, "the list");
      await assertFits(page, "the list");
      // The first operation reads a user, whose ID has a field of its own; the second one a group.
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.locator("[id^=param-]").first().waitFor();
      await assertAccessible(page, "the parameters");
      await assertFits(page, "the parameters");
      await context.close();
    });
  }
}
