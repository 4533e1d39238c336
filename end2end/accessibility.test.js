// Tests every kind of page with axe in both themes, and the playground with the keyboard alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertFits, assertNoComplaints, openPage, openPlayground, startBoth } from "./why403.js";

const { server, browser } = await startBoth();

/** One page of each kind, with a result where the page has one. */
const pages = [
  "/",
  "/causes",
  "/causes?status=status-403&source=admin-api",
  "/causes/missing-role",
  "/causes/connection-refused",
  "/operations",
  "/operations?area=area-users&access=writes",
  "/operations/get-organizations-members-member-id-organizations",
  "/roles",
  "/roles?operation=GET+%2Fadmin%2Frealms%2F%7Brealm%7D%2Fusers",
  "/roles/view-users",
  "/what-if?role=query-users",
  "/upgrade?from=24.0.5&to=26.7.3&role=view-users",
  "/changes",
  "/guide",
  "/data",
  "/search?q=view-users",
  "/nothing-here",
];

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 360]) {
    test(`no page has an accessibility violation (${colorScheme}, ${width} px)`, async () => {
      const { page, context } = await openPage(browser, server, { colorScheme, viewport: { width, height: 800 } });
      for (const path of pages) {
        await page.goto(server.url + path);
        await assertAccessible(page, `${path}, ${colorScheme}, ${width} px`);
        await assertFits(page, `${path}, ${width} px`);
      }
      await context.close();
    });
  }
}

/** Presses Tab until the element has the focus. */
async function tabTo(page, element) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await element.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail("the keyboard does not reach the element");
}

test("the keyboard alone gets from the home page to a report and runs the check again", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  const fields = [
    [page.getByLabel("Keycloak base URL"), "http://127.0.0.1:9"],
    [page.getByLabel("Realm", { exact: true }), "acme"],
    [page.getByLabel("Client ID"), "backend"],
    [page.getByLabel("Client secret"), "a-secret-of-mine"],
    [page.getByLabel("User ID"), "767aa65d-2912-4e44-81de-2301c0e83e25"],
  ];
  for (const [field, text] of fields) {
    await tabTo(page, field);
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Enter");
  // The report has the focus, and the button is behind it.
  await page.locator("#verdict:focus").waitFor();
  await tabTo(page, page.locator(".fixes").getByRole("button", { name: "Run again" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Previous and current attempt" }).waitFor();
  await page.locator("#verdict:focus").waitFor();
  assertNoComplaints(complaints);
  await context.close();
});

test("the summary of a denied request fits the first screen", async () => {
  const { page, context, complaints } = await openPlayground(browser, server, { viewport: { width: 1280, height: 800 } });
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("#verdict:focus").waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  const again = page.locator(".summary").getByRole("button", { name: "Run again" });
  for (const part of [".verdict .status", "#verdict", ".verdict .sure", "#fix", ".fix ol.path:visible"]) {
    const box = await page.locator(part).first().boundingBox();
    assert.ok(box.y + box.height <= 800, `${part} ends at ${box.y + box.height}`);
  }
  const button = await again.boundingBox();
  assert.ok(button.y + button.height <= 800, `the button ends at ${button.y + button.height}`);
  await page.mouse.click(button.x + button.width / 2, button.y + button.height / 2);
  await page.getByRole("heading", { name: "Previous and current attempt" }).waitFor();
  await page.locator("#verdict:focus").waitFor();
  assertNoComplaints(complaints);
  await context.close();
});

test("paper shows the inputs and the date, but no discovery document", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("h1#verdict").waitFor();
  const printed = page.locator(".printed");
  assert.ok(!(await printed.isVisible()));
  await page.emulateMedia({ media: "print" });
  assert.match(await printed.innerText(), /GMT[\s\S]*403-forbidden-fix-client/);
  assert.ok(await page.locator(".call:not(.document) pre").first().isVisible());
  const documents = page.locator(".call.document pre");
  assert.ok((await documents.count()) > 0, "the demo's check reads discovery");
  for (const document of await documents.all()) assert.ok(!(await document.isVisible()));
  assertNoComplaints(complaints);
  await context.close();
});
