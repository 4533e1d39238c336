// Tests shared reports: as a link, as Markdown, as files, and the checks that the browser stores.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { alive, assertAccessible, assertFits, assertNoComplaints, openPage, openPlayground, startBoth } from "./why403.js";

const NAMES = /403-forbidden-fix|john-doe|44322f62|127\.0\.0\.1/;
const { server, browser } = await startBoth();

/** Opens the playground and runs the demo. */
async function demo() {
  const opened = await openPlayground(browser, server);
  await opened.page.getByRole("button", { name: "Run demo" }).click();
  await opened.page.locator("h1#verdict", { hasText: "Missing role" }).waitFor();
  await opened.page.getByRole("heading", { name: "Share" }).waitFor();
  return opened;
}

/** Presses a button that copies, and returns what it copied. */
async function copied(page, name) {
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await page.getByRole("region", { name: "Share" }).getByRole("button", { name }).click();
  await page.getByText("Copied", { exact: true }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

const packed = (value) => deflateRawSync(JSON.stringify(value)).toString("base64url");
const unpacked = (link) => JSON.parse(inflateRawSync(Buffer.from(link.split("#report=")[1], "base64url")));

test("a link shows the report without names, and sends nothing of it", async () => {
  const { page, context, complaints } = await demo();
  const link = await copied(page, "Copy report link");
  assert.ok(link.startsWith(`${server.url}/#report=`), link);
  assert.ok(link.length < 4000, `${link.length} letters`);
  assert.doesNotMatch(JSON.stringify(unpacked(link)), NAMES);
  assertNoComplaints(complaints);
  await context.close();

  const reader = await openPage(browser, server);
  const sent = [];
  reader.page.on("request", (request) => sent.push(request.url() + (request.postData() ?? "")));
  await reader.page.goto(link);
  await reader.page.getByText(/^Shared report, created on \d{4}-\d\d-\d\d/).waitFor();
  assert.match(await reader.page.locator(".shared h1").textContent(), /Missing role: view-users/);
  assert.ok(sent.every((url) => !url.includes("report=")), sent.join());
  // The engine and the permission data are large, and showing a report takes neither.
  assert.ok(sent.every((url) => !/on-demand|permissions\.json/.test(url)), sent.join());
  await assertAccessible(reader.page, "shared report");
  await assertFits(reader.page, "shared report");
  await reader.page.getByRole("button", { name: "Close" }).click();
  assert.equal(await reader.page.locator(".shared").count(), 0);
  assert.ok(!reader.page.url().includes("#report"));
  assertNoComplaints(reader.complaints);
  await reader.context.close();
});

test("names are in a link if the reader ticks them, and secrets never are", async () => {
  const { page, context, complaints } = await demo();
  await page.getByLabel("Include names, addresses, responses, and claims").check();
  const link = await copied(page, "Copy report link");
  const text = JSON.stringify(unpacked(link));
  assert.match(text, /403-forbidden-fix-client/);
  assert.doesNotMatch(text, /demo-secret-not-for-production/);
  assert.doesNotMatch(text, /eyJ[\w-]+\.[\w-]+\.[\w-]{20}/, "a token with its signature");
  const reader = await openPage(browser, server);
  await reader.page.goto(link);
  await reader.page.locator(".shared").getByText("403-forbidden-fix-client").first().waitFor();
  // The tabs of the report work.
  const tabs = reader.page.locator(".shared [role=tab]");
  await tabs.nth(1).click();
  assert.equal(await tabs.nth(1).getAttribute("aria-selected"), "true");
  assertNoComplaints([...complaints, ...reader.complaints]);
  await reader.context.close();
  await context.close();
});

test("a report is copied as Markdown, and saved as JSON and HTML", async () => {
  const { page, context, complaints } = await demo();
  const markdown = await copied(page, "Copy Markdown");
  assert.match(markdown, /^### Missing role: view-users\n/);
  assert.match(markdown, /`GET \/admin\/realms\/\{realm\}\/users\/\{user-id\}`/);
  assert.doesNotMatch(markdown, NAMES);
  const saved = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    return readFile(await download.path(), "utf8");
  };
  assert.equal(JSON.parse(await saved("Save JSON")).schema, "why403-shared/1");
  const html = await saved("Save HTML");
  assert.match(html, /^<!DOCTYPE html>/);
  assert.match(html, /Missing role/);
  assert.doesNotMatch(html, /<script|<template/);
  // Its links lead to this site.
  assert.doesNotMatch(html.replaceAll(server.url, ""), NAMES);
  assertNoComplaints(complaints);
  await context.close();
});

test("a pasted report is shared, and not stored", async () => {
  const { page, context } = await openPlayground(browser, server);
  await page.locator("#paste-answer").click();
  await page.keyboard.type('GET /admin/realms/acme/users/1 403 {"error":"HTTP 403 Forbidden"}');
  await page.getByRole("heading", { name: "Share" }).waitFor();
  assert.doesNotMatch(JSON.stringify(unpacked(await copied(page, "Copy report link"))), /acme/);
  assert.equal(await page.evaluate(() => localStorage.getItem("why403.checks")), null);
  await context.close();
});

test("the last live checks are stored without secrets, compared, and cleared", async () => {
  const { page, context, complaints } = await openPlayground(browser, server);
  const fields = { "Keycloak base URL": "http://127.0.0.1:9", "Client ID": "backend", "Client secret": "a-secret-to-hide", "User ID": "767aa65d-2912-4e44-81de-2301c0e83e25" };
  for (const count of [1, 2]) {
    await alive(page);
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
    await page.getByLabel("Realm", { exact: true }).fill("acme");
    await page.getByRole("button", { name: "Run check" }).click();
    await page.locator(`.stored li:nth-child(${count})`).waitFor();
    await page.reload();
  }
  const kept = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
  assert.doesNotMatch(kept, /a-secret-to-hide/);
  const stored = page.getByRole("region", { name: "Recent checks" });
  await stored.getByRole("checkbox").first().check();
  await stored.getByRole("button", { name: "Compare", exact: true }).click();
  await stored.getByText("Select two checks").waitFor();
  await stored.getByRole("checkbox").nth(1).check();
  await stored.getByRole("button", { name: "Compare", exact: true }).click();
  await stored.getByRole("heading", { name: "Previous and current attempt" }).waitFor();
  await stored.getByRole("button", { name: /backend|no response/ }).first().click();
  await page.getByText(/^Check of .*, stored in this browser/).waitFor();
  await stored.getByRole("button", { name: "Clear" }).click();
  assert.equal(await page.locator(".stored").count(), 0);
  assert.equal(await page.evaluate(() => localStorage.getItem("why403.checks")), null);
  assertNoComplaints(complaints);
  await context.close();
});

test("a link with something else says so, and runs nothing", async () => {
  const { page, context, complaints } = await openPage(browser, server);
  const dialogs = [];
  page.on("dialog", (dialog) => dialogs.push(dialog.dismiss()));
  for (const fragment of ["", "%%%", "AAAA", packed({}), packed({ schema: "why403-shared/1", report: "<img src=x onerror=alert(1)>" }), packed("x".repeat(5_000_000))]) {
    await page.goto("about:blank");
    await page.goto(`${server.url}/#report=${fragment}`);
    await page.getByRole("alert").filter({ hasText: "can't open the report in this link" }).waitFor();
  }
  assert.deepEqual(dialogs, []);
  assertNoComplaints(complaints);
  await context.close();
});
