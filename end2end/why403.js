// Starts a server and a browser for the tests, and collects complaints of pages.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("..", import.meta.url));
export const binary = process.env.TESTED_BINARY ?? `${root}target/release/why403`;

/** The server under test: the one at WHY403_URL, or a new one with these additional arguments. */
export async function startServer(...more) {
  if (process.env.WHY403_URL && more.length === 0) {
    return { url: process.env.WHY403_URL.replace(/\/$/, ""), stop() {} };
  }
  const serve = ["serve", "--listen", "127.0.0.1:0", "--log", "warn"];
  const server = spawn(binary, [...serve, ...more], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((told, failed) => {
    createInterface(server.stdout).once("line", told);
    server.once("error", failed);
    server.once("exit", (status) => failed(new Error(`the server ended with ${status}`)));
  });
  endWithTests(server);
  return { url: url.trim().replace(/\/$/, ""), stop: () => server.kill() };
}

/** Ends a program with the process of the tests. A failed test that does not stop the program then cannot keep the process running. */
export function endWithTests(program) {
  program.unref();
  program.stdout?.unref();
  process.once("exit", () => program.kill());
}

/** Starts a server at a free port of this machine, and returns its URL. The server does not keep the process of the tests running. */
export async function listen(server) {
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  server.unref();
  return `http://127.0.0.1:${server.address().port}`;
}

/** A server that imitates a slow Keycloak: it responds only when it is stopped. */
export async function startSlowServer() {
  const waiting = new Set();
  const server = createServer((request, answer) => {
    waiting.add(answer);
    answer.on("close", () => waiting.delete(answer));
  });
  const url = await listen(server);
  return {
    url,
    waiting,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The browser. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** The server under test and the browser. Both are stopped after the tests of the file. */
export async function startBoth() {
  const server = await startServer();
  after(() => server.stop());
  const browser = await startBrowser().catch((error) => {
    server.stop();
    throw error;
  });
  after(() => browser.close());
  return { server, browser };
}

/** Chrome's warning about a preloaded file that the page has not used after a few seconds. On a busy machine, the page is not that fast. */
const UNUSED_PRELOAD = "was preloaded using link preload but not used within a few seconds";

/** A page of a new visitor. `complaints` collects its errors and its requests to other servers. */
export async function openPage(browser, server, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [];
  page.on("console", (said) => {
    const isComplaint = ["error", "warning"].includes(said.type()) && !said.text().includes(UNUSED_PRELOAD);
    if (isComplaint) complaints.push(`${said.type()}: ${said.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== new URL(server.url).origin) {
      complaints.push(`a request elsewhere: ${request.url()}`);
    }
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  return { page, context, complaints };
}

/** Waits until the page is hydrated. Before, its buttons do nothing. */
export async function alive(page) {
  await page.getByRole("button", { name: /^(Run check|Run again)$/ }).and(page.locator("[type=submit]:enabled")).waitFor();
}

/** Opens the playground and waits until it is hydrated. */
export async function openPlayground(browser, server, options = {}, query = "") {
  const opened = await openPage(browser, server, options);
  await opened.page.goto(`${server.url}/${query}`);
  await alive(opened.page);
  return opened;
}

/** An ID that no user of the tests has. */
export const USER = "767aa65d-2912-4e44-81de-2301c0e83e25";

/** What the tests enter if the values do not matter. */
export const VALUES = { realm: "acme", client_id: "backend", client_secret: "a-secret-of-mine", user_id: USER };

/** Enters a base URL and these values in the check form. A value that is missing leaves its field unchanged. */
export async function fillForm(page, url, values = VALUES) {
  const fields = {
    realm: page.getByLabel("Realm", { exact: true }),
    client_id: page.getByLabel("Client ID"),
    client_secret: page.getByLabel("Client secret"),
    user_id: page.getByLabel("User ID"),
  };
  await page.getByLabel("Keycloak base URL").fill(url);
  for (const [name, field] of Object.entries(fields)) {
    if (values[name] !== undefined) await field.fill(values[name]);
  }
}

/** Presses Tab until the element has the focus. */
export async function tabTo(page, element) {
  for (let presses = 0; presses < 150; presses += 1) {
    if (await element.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach ${element}`);
}

/** Runs the steps of the guide in the demo: 403, the role, 200. */
export async function runGuide(page) {
  await page.getByRole("button", { name: "Send request in the demo" }).click();
  await page.locator("#first-result .plate").waitFor();
  assert.match(await page.locator("#first-result").innerText(), /^403 \{"error":"HTTP 403 Forbidden"\}$/);
  await page.getByRole("button", { name: "Assign view-users in the demo" }).click();
  await page.getByText("Assigned.").waitFor();
  await page.getByRole("button", { name: "Send request again in the demo" }).click();
  await page.locator("#second-result .plate").waitFor();
  assert.match(await page.locator("#second-result").innerText(), /^200 User john-doe$/);
}

/** Holds the page's requests for a URL. The returned function lets them go. */
export async function hold(page, url) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route(url, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** Runs an action that opens another page, and waits for that page, because a click alone does not wait. */
export async function leave(page, act) {
  const arrived = page.waitForEvent("domcontentloaded");
  await act();
  await arrived;
}

/** Fails if the page had errors, and lists them. */
export function assertNoComplaints(complaints) {
  assert.deepEqual(complaints, []);
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fails if axe finds a violation on the current page. */
export async function assertAccessible(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(" | ")}`);
  assert.deepEqual(found, [], where);
}

/** Fails if the page can be scrolled sideways. */
export async function assertFits(page, where) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${where}: the page is ${over} pixels too wide`);
}
