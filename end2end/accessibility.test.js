// Tests every kind of page with axe in both themes, and the playground with the keyboard alone.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, assertFits, assertNoComplaints, openPage, openPlayground, startBoth, tabTo } from "./why403.js";

const { server, browser } = await startBoth();

/** One page of each kind, with a result where the page has one. */
const pages = [
  "/",
  "/causes",
  "/causes?status=status-403&source=admin-api",
  "/causes/missing-role",
  "/causes/connection-refused",
  "/causes/admin-audience-missing",
  "/operations",
  "/operations?area=area-users&access=writes",
  "/operations/get-organizations-members-member-id-organizations",
  "/roles",
  "/roles?operation=GET+%2Fadmin%2Frealms%2F%7Brealm%7D%2Fusers",
  "/roles/view-users",
  "/what-if?role=query-users",
  "/upgrade?from=24.0.5&to=26.7.3&role=view-users",
  "/upgrade?from=26.7.5&to=26.8.2",
  "/changes",
  "/guide",
  "/data",
  "/search?q=view-users",
  "/nothing-here",
];

/** Opens every page, and fails if axe finds a violation or if the page can be scrolled sideways. */
async function assertPagesAccessible(where, options) {
  const { page, context } = await openPage(browser, server, options);
  for (const path of pages) {
    await page.goto(server.url + path);
    await assertAccessible(page, `${path}, ${where}`);
    await assertFits(page, `${path}, ${where}`);
  }
  await context.close();
}

// Each page computes in a process of its own, so that two tests at once take half the time on two cores.
describe("no page has an accessibility violation, and every page fits the screen", { concurrency: 2 }, () => {
  for (const width of [1440, 768, 360]) {
    for (const colorScheme of ["light", "dark"]) {
      const where = `${colorScheme}, ${width} px`;
      test(where, () => assertPagesAccessible(where, { colorScheme, viewport: { width, height: 800 } }));
    }
  }

  // A zoom of 200 % halves the size of the screen in CSS pixels.
  test("200 % zoom", () => assertPagesAccessible("200 %", { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }));
});

test("on every page, the keyboard moves a visible focus", async () => {
  const { page, context } = await openPage(browser, server, { viewport: { width: 1280, height: 800 } });
  for (const path of pages) {
    await page.goto(server.url + path);
    const visited = new Set();
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === document.body) return null;
        element.dataset.visit ??= String(document.querySelectorAll("[data-visit]").length);
        const { top, bottom, width } = element.getBoundingClientRect();
        return {
          visit: element.dataset.visit,
          html: element.outerHTML.slice(0, 120),
          outline: getComputedStyle(element).outlineStyle,
          isOnScreen: width > 0 && bottom > 0 && top < innerHeight,
        };
      });
      // The focus leaves a short page for the browser's own controls.
      if (!focus) break;
      assert.notEqual(focus.outline, "none", `${path}: ${focus.html} has no visible focus`);
      assert.ok(focus.isOnScreen, `${path}: ${focus.html} is not on the screen`);
      assert.ok(!visited.has(focus.visit), `${path}: the focus comes back to ${focus.html}`);
      visited.add(focus.visit);
    }
    assert.ok(visited.size > 8, `${path}: the keyboard reaches only ${visited.size} elements`);
  }
  await context.close();
});

test("forced colors keep the selected tab, the certainty, and the states of the checks visible", async () => {
  const { page, context, complaints } = await openPlayground(browser, server, { forcedColors: "active" });
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("#verdict:focus").waitFor();
  const border = (tab) => tab.evaluate((tab) => getComputedStyle(tab).borderBottomColor);
  const tabs = page.getByRole("tablist", { name: "Ways to apply the fix" }).getByRole("tab");
  assert.notEqual(await border(tabs.nth(0)), await border(tabs.nth(1)), "the selected tab looks like the others");
  const meter = await page.locator(".verdict .sure").evaluate((meter) => getComputedStyle(meter, "::before").backgroundImage);
  assert.notEqual(meter, "none", "the meter of the certainty is empty");
  for (const [state, sign] of [["passed", "✓"], ["hidden-gate", "?"], ["refused", "✕"]]) {
    const content = await page.locator(`.checks .${state}`).first().evaluate((check) => getComputedStyle(check, "::before").content);
    assert.ok(content.includes(sign), `${state}: ${content}`);
  }
  await assertFits(page, "forced colors");
  assertNoComplaints(complaints);
  await context.close();
});

test("nothing moves for readers who prefer reduced motion", async () => {
  const { page, context } = await openPage(browser, server, { reducedMotion: "reduce" });
  for (const path of pages) {
    await page.goto(server.url + path);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("*")].filter((element) => {
        const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element);
        return animationName !== "none" || transitionDuration.split(", ").some((time) => time !== "0s") || scrollBehavior === "smooth";
      }).length,
    );
    assert.equal(moving, 0, path);
  }
  await context.close();
});

test("on paper, every page has its content, and neither navigation nor controls", async () => {
  const { page, context } = await openPage(browser, server, { viewport: { width: 720, height: 1000 } });
  await page.emulateMedia({ media: "print" });
  for (const path of pages) {
    await page.goto(server.url + path);
    assert.ok(await page.locator("h1").first().isVisible(), path);
    for (const control of ["header.site", ".foot", "button", "main input", "main select", "main textarea"]) {
      const shown = await page.locator(control).evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);
      assert.equal(shown, 0, `${path}: ${control} is printed`);
    }
    await assertFits(page, `${path} on paper`);
  }
  await context.close();
});

test("the button of the live check is on the first screen", async () => {
  const { page, context, complaints } = await openPlayground(browser, server, { viewport: { width: 1280, height: 800 } });
  const button = await page.getByRole("button", { name: "Run check" }).boundingBox();
  assert.ok(button.y + button.height <= 800, `the button ends at ${button.y + button.height}`);
  // The list of operations is wider than its field.
  await page.locator("#operation").click();
  await page.keyboard.type("reset password");
  const list = page.locator("#form .combo-list");
  await list.waitFor();
  const { width } = await list.boundingBox();
  assert.ok(width > 400, `the list is ${width} pixels wide`);
  await assertFits(page, "with the list open");
  assertNoComplaints(complaints);
  await context.close();
});

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
