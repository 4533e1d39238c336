// Tests pages before any script runs, behind a path prefix, and with a strict policy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { alive, assertAccessible, assertFits, assertNoComplaints, openPage, startBoth, startServer } from "./why403.js";

/** Every page with its status. */
const PAGES = [
  ["/", 200],
  ["/causes", 200],
  ["/causes/missing-role", 200],
  ["/causes/token-expired", 200],
  ["/causes/no-such-cause", 404],
  ["/no-such-page", 404],
];

const { server, browser } = await startBoth();

for (const [path, status] of PAGES) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [360, 1280]) {
      test(`${path} without JavaScript, ${colorScheme}, ${width} pixels wide`, async () => {
        const { page, context, complaints } = await openPage(browser, server, {
          colorScheme,
          viewport: { width, height: 800 },
          javaScriptEnabled: false,
        });
        const response = await page.goto(server.url + path);
        assert.equal(response.status(), status);
        assert.equal(await page.locator("h1").count(), 1);
        assert.ok((await page.locator("main").innerText()).length > 40);
        await context.close();
        assertNoComplaints(complaints.filter((said) => status === 200 || !said.includes(path) && !said.includes("404")));
      });

      test(`axe finds nothing on ${path}, ${colorScheme}, ${width} pixels wide`, async () => {
        const { page, context } = await openPage(browser, server, { colorScheme, viewport: { width, height: 800 } });
        await page.goto(server.url + path, { waitUntil: "networkidle" });
        await assertAccessible(page, path);
        await assertFits(page, path);
        await context.close();
      });
    }
  }
}

test("without JavaScript the form returns the report as a page, and the URL contains no secret", async () => {
  const { page, context } = await openPage(browser, server, { javaScriptEnabled: false });
  await page.goto(server.url);
  const form = page.locator("form#form");
  assert.equal(await form.getAttribute("method"), "post");
  await page.locator("#url").fill(`${server.url}/demo/plainform`);
  await page.locator("#realm").fill("403-forbidden-fix");
  await page.locator("#client_id").fill("403-forbidden-fix-client");
  await page.locator("#client_secret").fill("wrong-on-purpose");
  await page.locator("#user_id").fill("8f1b4c1e-0b7a-4d0e-9c59-2a3b4c5d6e7f");
  await page.getByRole("button", { name: "Run check without JavaScript" }).click();
  await page.locator("#verdict").waitFor();
  assert.equal(page.url(), `${server.url}/`);
  assert.ok(!(await page.content()).includes("wrong-on-purpose"));
  await context.close();
});

test("the policy is strict, and nothing on a page needs an exception", async () => {
  const response = await fetch(`${server.url}/`);
  const policy = response.headers.get("content-security-policy");
  assert.ok(policy, "no Content-Security-Policy");
  assert.ok(!policy.includes("unsafe-inline") && !policy.includes("'unsafe-eval'"), policy);
  const html = await response.text();
  assert.ok(!/\sstyle=/.test(html), "an inline style");
  assert.ok(!/\son\w+=/.test(html), "an inline event handler");
});

test("everything works behind a path prefix", async () => {
  const prefixed = await startServer("--path-prefix", "/tools/why403");
  const { page, context, complaints } = await openPage(browser, prefixed);
  await page.goto(`${prefixed.url}/`);
  await alive(page);
  assert.ok(new URL(page.url()).pathname.startsWith("/tools/why403"));
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator("h1#verdict").waitFor();
  assert.equal(await page.locator(".verdict .status").innerText(), "403");
  await page.getByRole("button", { name: "Assign view-users" }).click();
  await page.locator("#demo-again:enabled").click();
  await page.getByRole("heading", { name: "Returned user" }).waitFor();
  for (const link of await page.locator("header a:not(.skip)").all()) {
    assert.match(await link.getAttribute("href"), /^\/tools\/why403\//);
  }
  assertNoComplaints(complaints);
  await context.close();
  prefixed.stop();
});
