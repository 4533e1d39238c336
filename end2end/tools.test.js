// Tests the tools: live results, nothing pasted is sent, and the same without JavaScript.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertFits, assertNoComplaints, hold, leave, openPage, startBoth } from "./why403.js";

const { server, browser } = await startBoth();

const USER = "GET /admin/realms/{realm}/users/{user-id}";
const chosenUser = `/roles?operation=${encodeURIComponent(USER)}&keycloak=26.7.3`;

/** Opens a tool. Its bundle is loaded by the first touch. */
async function openTool(path, options = {}) {
  const opened = await openPage(browser, server, options);
  await opened.page.goto(server.url + path);
  return opened;
}

/**
 * The text of the result, without parts that need JavaScript or mark the last change, and without the realm file, whose members the server
 * and the browser write in different orders.
 */
const answer = (page) =>
  page.locator("#answer").evaluate((answer) => {
    const copy = answer.cloneNode(true);
    copy.querySelectorAll(".copy, .tag, .changes, .row, #fix-realm-json-panel").forEach((part) => part.remove());
    return copy.textContent.replace(/ · \d+ changed/g, "").replace(/\s+/g, "");
  });
const status = (page) => page.locator(".follows");
const roles = (page) => page.locator(".answer-roles code").allInnerTexts();

test("a pasted text is read in the page, and nothing is sent", async () => {
  const { page, context, complaints } = await openTool("/roles");
  const sent = [];
  page.on("request", (request) => {
    // The browser may request the icon at any time. The snippets belong to the bundle.
    if (!/\/favicon\.svg$|\/pkg\/snippets\//.test(request.url())) sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`);
  });
  const secret = "eyJhbGciOiJub25lIn0.hush-hush.x";
  await page.getByLabel("Code, access log").fill(`
    const token = "${secret}";
    await fetch(\`\${base}/admin/realms/\${realm}/users/\${id}/reset-password\`, { method: "PUT" });
    keycloak.realm("x").groups().groups();
    GET /admin/realms/shop/nonsense/1?token=${secret}`);
  await page.getByRole("button", { name: "Find operations" }).click();
  await page.getByText(/^2 found/).waitFor();
  // query-groups would return a partial list; manage-users, which the password requires anyway, returns the full one.
  assert.deepEqual(await roles(page), ["manage-users"]);
  await page.getByText("GET /admin/realms/shop/nonsense/1", { exact: true }).waitFor();
  const bundles = ["on-demand", "reference"].flatMap((name) => [`/pkg/${name}.js`, `/pkg/${name}_bg.wasm`]);
  const files = ["/data/permissions.json", ...bundles];
  assert.deepEqual([...new Set(sent)].sort(), files.map((file) => `GET ${server.url}${file} `));
  assert.ok(!(await page.evaluate(() => location.href + JSON.stringify(localStorage))).includes("hush"));
  assert.equal(await page.locator("#choices [name=operation]:checked").count(), 2);
  assertNoComplaints(complaints);
  await context.close();
});

test("a page loads no bundle until it is touched, and repeats what was done before the bundle ran", async () => {
  const { page, context, complaints } = await openTool("/roles");
  const loaded = [];
  page.on("request", (request) => {
    // The browser may request the icon at any time.
    if (!request.url().endsWith("/favicon.svg")) loaded.push(request.url());
  });
  const release = await hold(page, "**/pkg/reference.js");
  await page.waitForLoadState("networkidle");
  assert.deepEqual(loaded, []);
  await page.getByLabel("Keycloak version", { exact: true }).selectOption("26.5.6");
  await page.getByLabel("Code, access log").fill("PUT /admin/realms/x/users/1/reset-password");
  await page.getByRole("button", { name: "Find operations" }).click();
  assert.equal(await roles(page).then((found) => found.length), 0);
  release();
  await page.getByText(/^1 found/).waitFor();
  assert.deepEqual(await roles(page), ["manage-users"]);
  assert.equal(new URL(page.url()).searchParams.get("keycloak"), "26.5.6");
  assertNoComplaints(complaints);
  await context.close();
});

test("if the bundle cannot be loaded, the forms are sent to the server", async () => {
  const { page, context } = await openPage(browser, server);
  await page.route("**/pkg/reference.js", (route) => route.abort());
  await page.goto(server.url + chosenUser);
  await page.getByLabel("Keycloak version", { exact: true }).selectOption("26.5.6");
  await leave(page, () => page.getByRole("button", { name: "Show roles" }).click());
  assert.ok(page.url().includes("keycloak=26.5.6"));
  assert.deepEqual(await roles(page), ["view-users"]);
  await context.close();
});

test("selecting operations shows roles, and the URL restores the selection", async () => {
  const { page, context, complaints } = await openTool("/roles");
  let fetched = 0;
  page.on("request", (request) => (fetched += request.url().endsWith("permissions.json")));
  await page.locator("main").getByRole("searchbox").fill("reset password");
  await page.getByRole("checkbox", { name: "PUT …/users/{user-id}/reset-password reset" }).check();
  await page.locator(".chosen").getByText("manage-users").waitFor();
  assert.deepEqual(await roles(page), ["manage-users"]);
  await page.getByRole("tab", { name: "kcadm.sh" }).click();
  await page.locator("main").getByRole("searchbox").fill("list the realm roles");
  await page.getByRole("checkbox", { name: /^GET …\/roles list/ }).first().check();
  await page.getByText("2 operations selected").waitFor();
  // The tab stays selected, and its commands assign the new set.
  assert.match(await page.getByRole("tabpanel").filter({ visible: true }).innerText(), /--rolename manage-users.*--rolename view-realm/s);
  const link = page.url();
  assert.ok(link.includes("operation=") && link.includes("keycloak=") && !link.includes("find="), link);
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.waitForFunction(async (link) => (await navigator.clipboard.readText()) === link, link);
  await page.getByRole("region", { name: "Share" }).getByRole("button", { name: "Copy", exact: true }).click();
  await page.waitForFunction(async (link) => (await navigator.clipboard.readText()) !== link, link);
  const command = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(command, /^why403 roles \\\n/);
  for (const chosen of ["PUT /admin/realms/{realm}/users/{user-id}/reset-password", "GET /admin/realms/{realm}/roles"]) {
    assert.ok(command.includes(`--operation '${chosen}'`), command);
  }
  assert.equal(fetched, 1);
  const before = await answer(page);
  const other = await openTool(link.slice(server.url.length));
  assert.equal(await answer(other.page), before);
  // Removes an operation: in the page once the data is loaded, before that with a plain link.
  const loaded = other.page.waitForResponse((response) => response.url().endsWith("permissions.json"));
  await other.page.locator("main").getByRole("searchbox").focus();
  await (await loaded).finished();
  await other.page.getByRole("link", { name: "Remove PUT" }).click();
  await other.page.getByText("1 operation selected").waitFor();
  assert.equal(await other.page.evaluate(() => document.activeElement.id), "answer-heading");
  assert.ok(!other.page.url().includes("reset-password"));
  assertNoComplaints([...complaints, ...other.complaints]);
  await context.close();
  await other.context.close();
});

test("another version or realm has its own operations and roles, and the selection stays", async () => {
  const { page, context, complaints } = await openTool(chosenUser);
  await page.getByLabel("master").check();
  await page.getByText("client roles of {realm}-realm").waitFor();
  await page.getByLabel("Keycloak version", { exact: true }).selectOption({ index: 2 });
  await page.getByText("1 operation selected").waitFor();
  assert.ok(page.url().includes("token-realm=master"));
  assert.deepEqual(await roles(page), ["view-users"]);
  assert.ok(await page.locator("#op-get-users-user-id").isChecked());
  assertNoComplaints(complaints);
  await context.close();
});

test("a selected role shows what it allows and includes, and the focus stays", async () => {
  const { page, context, complaints } = await openTool("/what-if?keycloak=26.7.3");
  const box = page.getByRole("checkbox", { name: "view-users" });
  await box.focus();
  await page.keyboard.press("Space");
  await status(page).getByText(/The last change allowed \d+/).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "role-view-users");
  await page.locator("#offer").getByText("included by view-users").first().waitFor();
  await page.locator("#answer summary", { hasText: /^users / }).click();
  // Operations in other areas, which are folded, are allowed as well.
  await page.locator("#answer").getByText("newly allowed").filter({ visible: true }).first().waitFor();
  const users = page.locator("#answer details", { hasText: "read a user" }).first();
  await page.getByRole("checkbox", { name: "manage-users" }).check();
  await page.waitForURL(/role=manage-users/);
  assert.ok(await users.evaluate((fold) => fold.open), "what was unfolded is folded");
  await page.getByRole("checkbox", { name: "manage-users" }).uncheck();
  await status(page).getByText(/The last change denied \d+/).waitFor();
  const plain = await openTool("/what-if?role=view-users&keycloak=26.7.3", { javaScriptEnabled: false });
  assert.equal(await answer(plain.page), await answer(page));
  assertNoComplaints([...complaints, ...plain.complaints]);
  await context.close();
  await plain.context.close();
});

test("an upgrade names what stops, and the smallest role to add", async () => {
  const { page, context, complaints } = await openTool("/upgrade?from=26.5.6&to=26.7.3");
  await page.getByText("Select your backend’s roles").waitFor();
  await page.getByRole("checkbox", { name: "view-clients" }).check();
  await status(page).getByText(/ will stop working, \d+ newly/).waitFor();
  // Measured: 26.7 returns the user profile's configuration to fewer roles.
  const stops = page.getByRole("region", { name: /will stop working$/ });
  await stops.getByRole("link", { name: "GET …/users/profile", exact: true }).waitFor();
  await stops.getByText(/^add /).first().waitFor();
  const link = page.url();
  assert.ok(link.includes("role=view-clients"));
  const plain = await openTool(link.slice(server.url.length), { javaScriptEnabled: false });
  assert.equal(await answer(plain.page), await answer(page));
  await page.getByLabel("To Keycloak").selectOption("26.5.6");
  await page.locator("#answer").getByText("nothing changes").waitFor();
  assertNoComplaints([...complaints, ...plain.complaints]);
  await context.close();
  await plain.context.close();
});

test("without JavaScript the forms do the same", async () => {
  const { page, context } = await openTool("/roles", { javaScriptEnabled: false });
  await page.locator("main").getByRole("searchbox").fill("read a user");
  await leave(page, () => page.locator("main").getByRole("searchbox").press("Enter"));
  await page.getByRole("checkbox", { name: "GET …/users/{user-id} read a user" }).check();
  await leave(page, () => page.getByRole("button", { name: "Show roles" }).click());
  assert.deepEqual(await roles(page), ["view-users"]);
  assert.ok(page.url().includes("operation="));
  await page.getByLabel("Code, access log").fill("PUT /admin/realms/x/users/1/reset-password hush-hush");
  await leave(page, () => page.getByRole("button", { name: "Find operations" }).click());
  assert.equal(page.url(), `${server.url}/roles`);
  assert.deepEqual(await roles(page), ["manage-users"]);
  assert.equal(await page.locator("#choices [name=operation]:checked").count() + await page.locator("#choices input[type=hidden][name=operation]").count(), 2);
  assert.ok(!(await page.content()).includes("hush-hush"));
  assert.ok(!(await page.getByRole("button", { name: /^Copy/ }).first().isVisible()));
  await context.close();
});

test("if the data cannot be loaded, the form still works", async () => {
  const { page, context } = await openTool("/what-if?keycloak=26.7.3");
  await page.route("**/data/permissions.json", (route) => route.abort());
  await page.getByRole("checkbox", { name: "view-realm" }).check();
  await status(page).getByText("could not be loaded").waitFor();
  await page.getByRole("button", { name: "Show operations" }).click();
  await page.waitForURL(/role=view-realm/);
  assert.ok(await page.getByRole("checkbox", { name: "view-realm" }).isChecked());
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`the tools are accessible and fit the screen, ${colorScheme}`, async () => {
    for (const path of [
      "/roles",
      `${chosenUser}&operation=GET+%2Fx&operation=POST+%2Fadmin%2Frealms&find=user`,
      "/what-if?role=view-users&role=nonsense",
      "/upgrade?from=26.5.6&to=26.7.3",
      "/upgrade?from=26.5.6&to=26.7.3&role=view-users&role=view-clients",
    ]) {
      const { page, context, complaints } = await openTool(path, { colorScheme });
      await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
      await assertAccessible(page, path);
      await page.setViewportSize({ width: 360, height: 800 });
      await assertFits(page, path);
      assertNoComplaints(complaints);
      await context.close();
    }
  });
}
