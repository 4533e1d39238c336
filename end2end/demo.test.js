// Tests the demo from the 403 to the 200, by mouse, by keyboard, and with the printed commands.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { test } from "node:test";
import { assertAccessible, assertFits, assertNoComplaints, openPlayground, startBoth, tabTo } from "./why403.js";

const { server, browser } = await startBoth();

const verdict = (page) => page.locator("h1#verdict");
const status = (page) => page.locator(".verdict .status");

test("the demo: 403, the button assigns the role, 200 with the user", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByRole("button", { name: "Run demo" }).click();

  await verdict(page).waitFor();
  assert.equal(await status(page).textContent(), "403");
  assert.match(await verdict(page).textContent(), /Missing role: view-users/);
  await page.locator("#verdict:focus").waitFor();
  await page.getByText("Not needed").waitFor();
  assert.match(await page.locator(".checks .refused").textContent(), /Permission/);
  assert.match(await page.locator(".checks .hidden-gate").textContent(), /exists/);

  await page.getByRole("button", { name: "Assign view-users" }).click();
  await page.getByText("view-users is now assigned").waitFor();
  await page.locator("#demo-again:enabled").click();

  await page.getByRole("heading", { name: "Returned user" }).waitFor();
  assert.equal(await status(page).textContent(), "200");
  assert.equal(await page.locator(".details dd").first().textContent(), "john-doe");

  const two = page.locator("table.two");
  assert.match(await two.textContent(), /view-users/);
  assert.deepEqual(await two.locator("tbody tr").first().locator("td").allTextContents(), ["403", "200"]);

  await page.getByRole("button", { name: "Unassign view-users" }).click();
  await page.locator("#demo-again:enabled").click();
  await page.getByRole("button", { name: "Assign view-users", exact: true }).waitFor();
  assert.equal(await status(page).textContent(), "403");

  // The demo needs only what the page loads first: the script that loads the engine, but neither the engine nor the permission data.
  const loaded = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => /\.(js|wasm|json)$/.test(name))
      .map(({ name, encodedBodySize }) => ({ name: new URL(name).pathname, bytes: encodedBodySize })),
  );
  assert.ok(
    loaded.some(({ name }) => name === "/pkg/playground_bg.wasm"),
    JSON.stringify(loaded),
  );
  assert.deepEqual(
    loaded.filter(({ name }) => !/^\/((page|share|engine)\.js|pkg\/(playground|snippets\/))/.test(name)),
    [],
  );
  const bytes = loaded.reduce((sum, file) => sum + file.bytes, 0);
  assert.ok(bytes > 50_000 && bytes <= 230_000, `${bytes} bytes: ${JSON.stringify(loaded)}`);
  assertNoComplaints(complaints);
  await context.close();
});

test("the printed curl commands fix it as well", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.getByRole("tab", { name: "curl" }).click();
  await page.locator("[role=tabpanel]:visible").getByRole("button", { name: "Copy" }).first().click();
  await page.getByText("Copied", { exact: true }).waitFor();
  const commands = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(commands, /role-mappings/);
  const env = { ...process.env, KEYCLOAK_ADMIN: "admin", KEYCLOAK_ADMIN_PASSWORD: "admin" };
  await promisify(execFile)("sh", ["-c", commands], { env });

  await page.locator("#form").getByRole("button", { name: "Run again" }).click();
  await page.getByRole("heading", { name: "Returned user" }).waitFor();
  assert.equal(await status(page).textContent(), "200");
  assertNoComplaints(complaints);
  await context.close();
});

test("the requests are shown in full, without secrets", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.getByRole("button", { name: "Run demo" }).click();
  await verdict(page).waitFor();
  const secret = await page.getByLabel("Client secret").inputValue();
  assert.ok(secret.length > 5);
  const calls = page.locator("details.call");
  for (const call of await calls.all()) await call.locator("summary").click();
  const text = await page.locator("article.report").innerText();
  assert.match(text, /openid-connect\/token/);
  assert.match(text, /"iss"/);
  assert.match(text, /WHY403_CLIENT_SECRET/);
  const html = await page.content();
  assert.ok(!html.replace(/data-demo="[^"]*"/, "").includes(secret), "the secret is on the page");
  assert.ok(!/eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{20,}/.test(html), "a whole token is on the page");
  assertNoComplaints(complaints);
  await context.close();
});

test("with the keyboard alone", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  const reach = async (what) => {
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press("Tab");
      const here = await page.evaluate(() => {
        const { innerText, id, ariaLabel } = document.activeElement;
        return [innerText, id, ariaLabel].filter(Boolean).join(" ");
      });
      if (what.test(here)) return;
    }
    assert.fail(`Tab does not reach ${what}`);
  };
  await reach(/^Skip to the content/);
  await reach(/^Run demo/);
  await page.keyboard.press("Enter");
  await verdict(page).waitFor();
  await reach(/^Admin Console/);
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.getByRole("tab", { name: "kcadm.sh" }).getAttribute("aria-selected"), "true");
  assert.ok(await page.locator("#fix-kcadm-panel").isVisible());
  await page.keyboard.press("End");
  assert.equal(await page.getByRole("tab").last().getAttribute("aria-selected"), "true");
  await reach(/^Assign view-users/);
  await page.keyboard.press("Enter");
  await page.locator("#demo-again:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Returned user" }).waitFor();
  await page.locator("#verdict:focus").waitFor();
  assertNoComplaints(complaints);
  await context.close();
});

const release = (page) => page.getByRole("checkbox", { name: /^Behave like Keycloak 26\.8\.2/ });

test("the announced release by mouse: 401, the client scope, 403, the role, 200", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  assert.ok(!(await release(page).isChecked()));
  await release(page).click();
  await page.getByRole("button", { name: "Run demo" }).click();

  await verdict(page).waitFor();
  assert.equal(await status(page).textContent(), "401");
  assert.match(await verdict(page).textContent(), /audience does not include the Admin API/);
  const head = await page.locator(".verdict").innerText();
  assert.match(head, /likely/i);
  assert.match(head, /announced/i);
  assert.doesNotMatch(head, /certain/i);
  await assertAccessible(page, "the announced 401");
  await assertFits(page, "the announced 401");

  await page.getByRole("button", { name: "Assign kc-admin-api" }).click();
  await page.getByText("kc-admin-api is now assigned").waitFor();
  await page.locator("#demo-again:enabled").click();
  await page.getByRole("button", { name: "Assign view-users" }).waitFor();
  assert.equal(await status(page).textContent(), "403");
  assert.match(await verdict(page).textContent(), /Missing role: view-users/);

  await page.getByRole("button", { name: "Assign view-users" }).click();
  await page.getByText("view-users is now assigned").waitFor();
  await page.locator("#demo-again:enabled").click();
  await page.getByRole("heading", { name: "Returned user" }).waitFor();
  assert.equal(await status(page).textContent(), "200");

  // The choice survives a reload. Without it, the story begins again at the 403.
  await page.reload();
  await page.getByRole("button", { name: "Run demo" }).and(page.locator(":enabled")).waitFor();
  assert.ok(await release(page).isChecked());
  await release(page).click();
  await page.getByRole("button", { name: "Run demo" }).click();
  await verdict(page).waitFor();
  assert.equal(await status(page).textContent(), "403");
  assertNoComplaints(complaints);
  await context.close();
});

test("the announced release by keyboard", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  await page.locator("#demo-announced").focus();
  await page.keyboard.press("Space");
  assert.ok(await release(page).isChecked());
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  for (const [name, shown] of [
    ["kc-admin-api", "401"],
    ["view-users", "403"],
  ]) {
    await page.locator("#verdict:focus").waitFor();
    assert.equal(await status(page).textContent(), shown);
    await tabTo(page, page.getByRole("button", { name: `Assign ${name}` }));
    await page.keyboard.press("Enter");
    await page.locator("#demo-again:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".verdict .status", { hasNotText: shown }).waitFor();
  }
  await page.getByRole("heading", { name: "Returned user" }).waitFor();
  assert.equal(await status(page).textContent(), "200");
  assertNoComplaints(complaints);
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    test(`axe finds nothing in the demo, ${colorScheme}, ${width} pixels wide`, async () => {
      const viewport = { width, height: 800 };
      const { page, context, complaints } = await openPlayground(browser, server, { colorScheme, viewport });
      await assertAccessible(page, "the empty playground");
      await assertFits(page, "the empty playground");
      await page.getByRole("button", { name: "Run demo" }).click();
      await verdict(page).waitFor();
      for (const folded of await page.locator("article details:visible").all()) await folded.locator("> summary").click();
      await assertAccessible(page, "the 403");
      await assertFits(page, "the 403");
      for (const name of ["kcadm.sh", "curl"]) {
        await page.getByRole("tab", { name }).click();
        await assertFits(page, name);
      }
      await assertAccessible(page, "the commands");
      await page.getByRole("button", { name: "Assign view-users" }).click();
      await page.locator("#demo-again:enabled").click();
      await page.getByRole("heading", { name: "Returned user" }).waitFor();
      await assertAccessible(page, "the 200");
      await assertFits(page, "the 200");
      assertNoComplaints(complaints);
      await context.close();
    });
  }
}

test("on a narrow screen the form collapses to a line once there is a report", async () => {
  const { page, context, complaints } = await openPlayground(browser, server, { viewport: { width: 390, height: 800 } });
  assert.ok(await page.getByLabel("Keycloak base URL").isVisible());
  await page.getByRole("button", { name: "Run demo" }).click();
  await verdict(page).waitFor();
  assert.ok(!(await page.getByLabel("Keycloak base URL").isVisible()));
  assert.match(await page.locator(".fold-line").innerText(), /403-forbidden-fix-client at 127\.0\.0\.1/);
  await page.getByRole("button", { name: "Edit" }).click();
  assert.ok(await page.getByLabel("Keycloak base URL").isVisible());
  assertNoComplaints(complaints);
  await context.close();
});
