// Tests the pages of operations and roles, with and without JavaScript.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertFits, assertNoComplaints, leave, openPage, startBoth, tabTo } from "./why403.js";

const { server, browser } = await startBoth();

/** One page of each kind, and a long and a short one if they differ. */
const pages = [
  "/operations",
  "/operations?q=reset+password",
  "/operations?keycloak=nonsense",
  "/operations/get-users-user-id",
  "/operations/get-realm",
  "/operations/post-realms",
  "/roles/view-users",
  "/roles/view-clients",
  "/roles/realm-admin",
  "/roles/no-such-role",
];

const searchBox = (page) => page.locator("main").getByRole("searchbox");

/** The summary of the search. */
const summary = (page) => page.locator("p.count");

/** The links of the found operations. */
const found = (page) => page.locator("#found a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));

for (const colorScheme of ["light", "dark"]) {
  test(`the pages are accessible (${colorScheme})`, async () => {
    const { page, context } = await openPage(browser, server, { colorScheme });
    for (const path of pages) {
      await page.goto(server.url + path);
      await assertAccessible(page, `${path}, ${colorScheme}`);
    }
    await context.close();
  });
}

test("the pages fit a narrow screen with everything unfolded", async () => {
  const { page, context } = await openPage(browser, server, { viewport: { width: 360, height: 740 } });
  for (const path of pages) {
    await page.goto(server.url + path);
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    await assertFits(page, path);
  }
  await context.close();
});

test("without JavaScript the list can be read, searched, and switched to another version", async () => {
  const { page, context, complaints } = await openPage(browser, server, { javaScriptEnabled: false });
  await page.goto(`${server.url}/operations`);
  await page.getByRole("heading", { level: 2, name: "users", exact: true }).waitFor();
  await searchBox(page).fill("reset password");
  await leave(page, () => page.getByRole("button", { name: "Show" }).click());
  assert.equal((await found(page))[0], "/operations/put-users-user-id-reset-password");
  assert.equal(await searchBox(page).inputValue(), "reset password");

  await page.getByRole("link", { name: "All operations by area" }).click();
  const versions = await page.getByLabel("Keycloak version", { exact: true }).locator("option").allTextContents();
  assert.ok(versions.length > 1);
  const oldest = versions.at(-1);
  await page.getByLabel("Keycloak version", { exact: true }).selectOption(oldest);
  await leave(page, () => page.getByRole("button", { name: "Show" }).click());
  await page.getByText(`Keycloak ${oldest} has`).waitFor();
  await page.getByRole("navigation", { name: "Roles" }).getByRole("link", { name: "view-users" }).click();
  await page.getByRole("heading", { level: 1, name: "The view-users role" }).waitFor();
  assert.equal(await page.getByLabel("Keycloak version", { exact: true }).inputValue(), oldest);
  assertNoComplaints(complaints);
  await context.close();
});

test("the search shows results while the user types, like the server", async () => {
  const { page, context, complaints } = await openPage(browser, server);
  const plain = await openPage(browser, server, { javaScriptEnabled: false });
  await page.goto(`${server.url}/operations`);
  const data = page.waitForResponse((response) => response.url().endsWith("/data/permissions.json"));
  // The text is found whether it was typed before or after hydration.
  await searchBox(page).fill("reset");
  await data;
  for (const typed of ["reset password", "GET users/7f3a", "users", "count users"]) {
    await searchBox(page).fill(typed);
    await plain.page.goto(`${server.url}/operations?q=${encodeURIComponent(typed)}`);
    const expected = await found(plain.page);
    await page.locator(`#found tr:first-child a[href="${expected[0]}"]`).waitFor();
    assert.deepEqual(await found(page), expected, typed);
    assert.equal(await summary(page).innerText(), await summary(plain.page).innerText());
    assert.ok(!(await page.locator("#all-operations").isVisible()));
  }
  await assertAccessible(page, "the index with results");
  await searchBox(page).fill("zebra crossing");
  await page.getByText("No match. Try fewer words").waitFor();
  assert.deepEqual(await found(page), []);
  await searchBox(page).fill("");
  await page.locator("#all-operations").waitFor();
  assert.equal(await summary(page).innerText(), "");
  assertNoComplaints(complaints);
  await context.close();
  await plain.context.close();
});

test("the filters keep the matching operations at once, count them, and stay in the URL", async () => {
  const { page, context, complaints } = await openPage(browser, server);
  await page.goto(`${server.url}/operations`);
  const visible = page.locator("#all-operations tr[data-filter]:visible");
  const all = await visible.count();
  await page.getByLabel("Area").selectOption("users");
  await page.getByLabel("Access").selectOption("Writes");
  const kept = await visible.evaluateAll((rows) => rows.map((row) => row.dataset.filter));
  assert.ok(kept.length > 5 && kept.length < all, `${kept.length} of ${all}`);
  for (const filters of kept) assert.match(filters, /^writes area-users( |$)/);
  await page.getByText(`${kept.length} of ${all} operations`).waitFor();
  assert.equal(await page.locator("#all-operations section[data-group]:visible").count(), 1);
  await page.reload();
  assert.equal(await visible.count(), kept.length);
  // The search and the filters apply together.
  await searchBox(page).fill("reset password");
  await page.locator("#found tr:visible").first().waitFor();
  assert.equal(await page.locator('#found tr:visible:not([data-filter^="writes area-users"])').count(), 0);
  await searchBox(page).fill("");
  await page.getByLabel("Area").selectOption("All areas");
  await page.getByLabel("Access").selectOption("Any access");
  assert.equal(await visible.count(), all);
  assert.equal(new URL(page.url()).searchParams.get("area"), null);
  assertNoComplaints(complaints);
  await context.close();
});

test("the keyboard alone gets from the search to an operation and on to the playground", async () => {
  const { page, context, complaints } = await openPage(browser, server);
  await page.goto(`${server.url}/operations`);
  await searchBox(page).focus();
  await page.keyboard.type("impersonate");
  await page.locator("#found a").first().waitFor();
  await tabTo(page, page.locator("#found a").first());
  await page.keyboard.press("Enter");
  await page.waitForURL("**/operations/post-users-user-id-impersonation");
  await page.getByRole("link", { name: "Try in the playground" }).click();
  await page.waitForFunction(() => document.querySelector("[name=operation]")?.value.includes("impersonation"));
  assertNoComplaints(complaints);
  await context.close();
});

test("every link of the pages works", async () => {
  const { page, context } = await openPage(browser, server, { javaScriptEnabled: false });
  const leads = new Set();
  for (const path of ["/operations/get-users-user-id", "/operations/get-roles", "/roles/view-users", "/roles/admin", "/changes"]) {
    await page.goto(server.url + path);
    for (const link of await page.locator("main a").evaluateAll((links) => links.map((link) => link.href))) {
      // Sources are pages of the Keycloak project, and the tests do not use the internet.
      if (link.startsWith(server.url)) leads.add(link.split("#")[0]);
    }
    const dangling = await page.locator('main a[href^="#"]').evaluateAll((links) =>
      links.map((link) => link.getAttribute("href").slice(1)).filter((id) => !document.getElementById(id)),
    );
    assert.deepEqual(dangling, [], path);
  }
  for (const link of leads) assert.equal((await fetch(link)).status, 200, link);
  await context.close();
});
