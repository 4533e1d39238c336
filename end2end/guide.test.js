// Tests the guide in a browser: the reader's names, the steps in the demo, and accessibility.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertFits, assertNoComplaints, openPage, runGuide, startBoth } from "./why403.js";

const { server, browser } = await startBoth();

async function openGuide(query = "", options = {}) {
  const opened = await openPage(browser, server, options);
  await opened.page.goto(`${server.url}/guide${query}`);
  return opened;
}

test("the commands, the links, and the URL follow the entered names", async () => {
  const { page, context, complaints } = await openGuide();
  await page.getByLabel("Keycloak base URL").fill("http://127.0.0.1:8080/auth/");
  await page.getByLabel("Realm", { exact: true }).fill("shop");
  await page.getByLabel("Client ID").fill("Nightly.Job");
  await page.getByLabel("User name").fill("jane");
  const commands = (await page.locator("main pre").allInnerTexts()).join("\n");
  for (const expected of [
    "export KEYCLOAK=http://127.0.0.1:8080/auth\n",
    "-s realm=shop ",
    "clientId=Nightly.Job ",
    "username=jane ",
    "--uusername service-account-nightly.job ",
  ]) {
    assert.ok(commands.includes(expected), `${expected}: ${commands}`);
  }
  const link = new URL(await page.getByRole("link", { name: "Check your Keycloak in the playground" }).getAttribute("href"), server.url);
  assert.deepEqual([...link.searchParams], [["url", "http://127.0.0.1:8080/auth"], ["realm", "shop"], ["client_id", "Nightly.Job"]]);
  await page.reload();
  assert.equal(await page.getByLabel("Client ID").inputValue(), "Nightly.Job");
  assertNoComplaints(complaints);
  await context.close();
});

test("a name that a shell would run stays out of the commands", async () => {
  const { page, context } = await openGuide();
  for (const name of ["$(reboot)", "a;reboot", "--reboot", "reboot now", "`reboot`"]) {
    await page.getByLabel("Realm", { exact: true }).fill(name);
    const commands = (await page.locator("main pre").allInnerTexts()).join("\n");
    assert.ok(!commands.includes("reboot") && commands.includes("realm=acme "), name);
    await page.getByText("A name was not used.").waitFor();
  }
  await context.close();
});

test("the steps run in the demo: 403, the role, 200", async () => {
  const { page, context, complaints } = await openGuide();
  await runGuide(page);
  // The browser logs the response that the first step shows.
  assertNoComplaints(complaints.filter((said) => !said.includes("403")));
  await context.close();
});

test("the announced release runs in the demo: 401, the client scope, 403, the role, 200", async () => {
  const { page, context, complaints } = await openGuide();
  const story = [
    ["Send request to the announced release", "401", /^401 \{"error":"HTTP 401 Unauthorized"\}$/],
    ["Assign kc-admin-api in the announced release", "scope", /^Assigned\./],
    ["Send request with the scope", "403", /^403 \{"error":"HTTP 403 Forbidden"\}$/],
    ["Assign view-users in the announced release", "role", /^Assigned\./],
    ["Send request with the scope and the role", "200", /^200 User john-doe$/],
  ];
  for (const [name, id, expected] of story) {
    const button = page.getByRole("button", { name, exact: true });
    await button.focus();
    await page.keyboard.press("Enter");
    const result = page.locator(`#announced-${id}-result`);
    await result.filter({ hasText: /^(?!Sending…)./ }).waitFor();
    assert.match(await result.innerText(), expected);
  }
  // The steps above use the measured release, which does not check the audience.
  await page.getByRole("button", { name: "Send request in the demo" }).click();
  await page.locator("#first-result .plate").waitFor();
  assert.match(await page.locator("#first-result").innerText(), /^403 /);
  // The browser logs the responses that the steps show.
  assertNoComplaints(complaints.filter((said) => !/40[13]/.test(said)));
  await context.close();
});

test("a copied command is the command", async () => {
  const { page, context } = await openGuide();
  await page.locator("pre + p button").first().click();
  await page.getByText("Copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.locator("main pre").first().innerText());
  await context.close();
});

test("a screen of the Admin Console is loaded when it is opened, in the theme of the page", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page, context, complaints } = await openGuide("", { colorScheme });
    const loaded = [];
    page.on("request", (request) => request.url().endsWith(".webp") && loaded.push(request.url().split("/").pop()));
    await page.mouse.wheel(0, 3000);
    await page.waitForTimeout(300);
    assert.deepEqual(loaded, []);
    await page.getByText("Screen: Assign role").focus();
    await page.keyboard.press("Enter");
    const image = page.locator("img[src*='console/role-']:visible");
    await page.waitForFunction((image) => image.complete && image.naturalWidth > 0, await image.elementHandle());
    assert.deepEqual(loaded, [`role-${colorScheme}.webp`]);
    await assertFits(page, "an open screen");
    await assertAccessible(page, "an open screen");
    // The theme switch of the site wins over the system.
    await page.getByRole("button", { name: "Switch theme" }).click();
    await image.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => [...document.querySelectorAll("details[open] img")].every(({ naturalWidth }) => naturalWidth > 0));
    assert.deepEqual(loaded.toSorted(), ["role-dark.webp", "role-light.webp"]);
    assert.equal(await image.count(), 1);
    assertNoComplaints(complaints);
    await context.close();
  }
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    test(`axe finds nothing on the guide, ${colorScheme}, ${width} pixels wide`, async () => {
      const { page, context } = await openGuide("", { colorScheme, viewport: { width, height: 800 } });
      await assertAccessible(page, "/guide");
      await assertFits(page, "/guide");
      await context.close();
    });
  }
}
