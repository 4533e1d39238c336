// Tests the whole story against real Keycloak servers, with the printed fix executed.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { delimiter, dirname, join } from "node:path";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { test } from "node:test";
import { assertNoComplaints, binary, openPage, openPlayground, startBoth } from "./why403.js";
import { administrator } from "./keycloak.js";

const keycloaks = JSON.parse(process.env.LIVE_KEYCLOAKS || "[]");

const { server, browser } = await startBoth();

/** A realm with the story's client and user. Each test creates its own, so that tests do not affect each other. */
async function seed(keycloak) {
  const realm = `story-${randomUUID().slice(0, 8)}`;
  const secret = randomUUID();
  await (await administrator(keycloak))("POST", "/admin/realms", { realm, enabled: true });
  // Older releases accept a token only for realms that are older than the token.
  const call = await administrator(keycloak);
  const client = { clientId: "backend", secret, serviceAccountsEnabled: true, standardFlowEnabled: false };
  await call("POST", `/admin/realms/${realm}/clients`, client);
  const user = { username: "john-doe", enabled: true, email: "john.doe@example.com", firstName: "John", lastName: "Doe" };
  const made = await call("POST", `/admin/realms/${realm}/users`, user);
  const remove = async () => (await administrator(keycloak))("DELETE", `/admin/realms/${realm}`);
  return { realm, secret, userId: made.headers.get("location").split("/").pop(), remove };
}

/** Runs commands as if a user had copied them into a terminal. */
async function run(commands, { admin, password, home }) {
  // kcadm.sh stores its session in the home directory.
  const own = await mkdtemp(join(tmpdir(), "why403-"));
  const env = {
    ...process.env,
    HOME: own,
    JAVA_TOOL_OPTIONS: `-Duser.home=${own}`,
    KEYCLOAK_ADMIN: admin,
    KEYCLOAK_ADMIN_PASSWORD: password,
    PATH: [join(home, "bin"), dirname(binary), process.env.PATH].join(delimiter),
  };
  try {
    return await promisify(execFile)("sh", ["-c", commands], { env });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

if (keycloaks.length === 0) {
  test("the story against real Keycloak servers", { skip: "LIVE_KEYCLOAKS names none" }, () => {});
}

for (const keycloak of keycloaks) {
  for (const way of ["kcadm.sh", "curl"]) {
    test(`Keycloak ${keycloak.version}: 403, the printed ${way} commands, 200`, { timeout: 180_000 }, async () => {
      const { realm, secret, userId, remove } = await seed(keycloak);
      const { page, context, complaints } = await openPlayground(browser, server);
      await page.getByLabel("Keycloak base URL").fill(keycloak.base_url);
      await page.getByLabel("Realm", { exact: true }).fill(realm);
      await page.getByLabel("Client ID").fill("backend");
      await page.getByLabel("Client secret").fill(secret);
      await page.getByLabel("User ID").fill(userId);
      await page.getByRole("button", { name: "Run check" }).click();
      await page.locator("h1#verdict").waitFor();
      assert.equal(await page.locator(".verdict .status").innerText(), "403");
      assert.match(await page.locator(".fix").first().innerText(), /view-users/);

      await page.getByRole("tab", { name: way }).click();
      const commands = await page.locator(`[role=tabpanel]:visible pre`).first().innerText();
      await run(commands, keycloak);

      await page.locator("#form").getByRole("button", { name: "Run again" }).click();
      await page.getByRole("heading", { name: "Returned user" }).waitFor();
      assert.equal(await page.locator(".verdict .status").innerText(), "200");
      assert.equal(await page.locator(".details dd").first().innerText(), "john-doe");
      assert.match(await page.locator("table.two").innerText(), /view-users/);
      assertNoComplaints(complaints);
      await context.close();
      await remove();
    });
  }

  test(`Keycloak ${keycloak.version}: the commands of the guide, 403, 200`, { timeout: 400_000 }, async () => {
    // Upper case and the characters that names may have, because the commands do not quote names.
    const realm = `Guide_${randomUUID().slice(0, 8)}`;
    const query = new URLSearchParams({ url: keycloak.base_url, realm, client_id: "Nightly.Job-1@acme", username: "jane@example.org" });
    const { page, context, complaints } = await openPage(browser, server);
    await page.goto(`${server.url}/guide?${query}`);
    const commands = (await page.locator("main pre").allInnerTexts()).join("\n");
    const { stdout } = await run(commands, keycloak);
    assert.deepEqual(stdout.match(/^HTTP\/[\d.]+ \d+/gm).map((line) => line.split(" ")[1]), ["403", "200"], stdout);
    // Older releases, such as 24.0.5, do not repeat the status in the body.
    assert.match(stdout, /\{"error":"(HTTP 403 Forbidden|unknown_error)"/);
    assert.match(stdout, /Missing role: view-users/);
    assert.match(stdout, /"username":"jane@example.org"/);
    assertNoComplaints(complaints);
    await context.close();
  });
}
