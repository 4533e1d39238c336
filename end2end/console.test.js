// Follows the printed steps in the Admin Console of real Keycloak servers, by their labels, and checks that they fix the request.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { binary, startBrowser } from "./why403.js";
import { followGuide } from "./guide-clicks.js";
import { administrator } from "./keycloak.js";

// `diagnosis/tests/fix_proof.rs` compares these cases with what the fixes claim.
const cases = JSON.parse(await readFile(new URL("console-cases.json", import.meta.url), "utf8"));
const releases = JSON.parse(await readFile(new URL("../permissions/data/releases.json", import.meta.url), "utf8"));
// Newest first. The steps differ between groups of releases, so the oldest and the newest of the tested ones are enough.
const tested = releases.filter((release) => release.tested).map(({ version }) => version);
const servers = JSON.parse(process.env.LIVE_KEYCLOAKS || "[]");
const serverOf = (end) => servers.find(({ version }) => version === tested.at(end === "oldest" ? -1 : 0));
const runs = cases.flatMap((one) => one.servers.map(serverOf).filter(Boolean).map((keycloak) => ({ ...one, keycloak })));
const STEP_TIME = 60_000;

let browser;
before(async () => {
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
});

/** A report of `why403 check` for a client. */
async function check({ base_url }, realm, secret, user, client = "backend") {
  const form = ["--fix", "console", "--format", "json"];
  const names = ["--url", base_url, "--realm", realm, "--client-id", client, "--user-id", user];
  return new Promise((resolve, reject) => {
    const env = { ...process.env, WHY403_CLIENT_SECRET: secret };
    execFile(binary, ["check", ...names, ...form], { env }, (error, stdout) => {
      if (error && ![0, 1].includes(error.code)) reject(error);
      else resolve(JSON.parse(stdout));
    });
  });
}

/** Clicks what has this label: in the dialog if one is open, otherwise in the content or in an open menu. The first step is in the navigation. */
async function click(page, label, isFirst) {
  const end = Date.now() + STEP_TIME;
  const content = isFirst ? page : page.getByRole("main");
  while (Date.now() < end) {
    const dialog = page.getByRole("dialog");
    const place = (await dialog.count()) > 0 ? dialog.last() : content;
    const candidates = [
      ...["menuitem", "option"].map((role) => page.getByRole(role, { name: label, exact: true })),
      ...["tab", "button", "link"].map((role) => place.getByRole(role, { name: label, exact: true })),
    ];
    for (const candidate of candidates) {
      const found = candidate.first();
      if ((await found.count()) > 0 && (await found.isVisible()) && (await found.isEnabled())) {
        await found.click();
        return;
      }
    }
    await page.waitForTimeout(200);
  }
  throw new Error(`nothing is called “${label}”: ${await content.innerText()}`);
}

/** Follows one printed step. */
async function follow(page, step, isFirst) {
  const [, role, client] = step.match(/^Search for (\S+)(?: \((.+)\))?$/) ?? [];
  if (role) {
    const dialog = page.getByRole("dialog").last();
    const search = dialog.getByPlaceholder(/search/i).first();
    await search.fill(role);
    await search.press("Enter");
    const row = dialog.getByRole("row").filter({ hasText: role }).filter({ hasText: client ?? "" });
    await row.getByRole("checkbox").first().check({ timeout: STEP_TIME });
    return;
  }
  const [, selected] = step.match(/^Select (\S+)$/) ?? [];
  if (selected) {
    const row = page.getByRole("row").filter({ hasText: selected });
    await row.getByRole("checkbox").first().check({ timeout: STEP_TIME });
    return;
  }
  if (step === "Filter by clients") {
    await click(page, "Filter by realm roles");
  }
  const [, setting, value] = step.match(/^([^:]+): (.+)$/) ?? [];
  if (setting && ["On", "Off"].includes(value)) {
    await page.getByLabel(setting, { exact: true }).setChecked(value === "On", { force: true });
    return;
  }
  if (setting) {
    await page.getByLabel(value, { exact: true }).check({ force: true, timeout: STEP_TIME });
    return;
  }
  await click(page, step, isFirst);
}

/** The steps for a release. Some labels differ between groups of releases, such as `22 – 26.2`. */
function stepsOf(fix, version) {
  const numberOf = (text) => text.split(".").slice(0, 2).reduce((number, part) => number * 100 + Number(part), 0);
  const group = fix.by_version?.find(({ versions }) => {
    const [, end] = versions.match(/ – (\d+\.\d+)$/) ?? [];
    return !end || numberOf(version) <= numberOf(end);
  });
  return group ? group.steps : fix.steps;
}

/** Signs in to the console of the realm, and follows the steps from its first page. */
async function followAll(keycloak, realm, fix) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${keycloak.base_url}/admin/master/console/#/${realm}`);
  await page.locator("#username").fill(keycloak.admin);
  await page.locator("#password").fill(keycloak.password);
  await page.locator("#kc-login").click();
  await page.getByRole("link", { name: "Clients", exact: true }).waitFor({ timeout: STEP_TIME });
  const steps = stepsOf(fix, keycloak.version);
  const followOne = (at) =>
    follow(page, steps[at], at === 0).catch((error) => {
      throw new Error(`“${steps[at]}” of ${JSON.stringify(steps)}: ${error.message}`);
    });
  const last = steps.length - 1;
  for (let at = 0; at < last; at++) await followOne(at);
  // The last step changes Keycloak, in the background.
  const isChange = (response) => response.request().method() !== "GET" && response.url().includes("/admin/realms/");
  await Promise.all([page.waitForResponse(isChange, { timeout: STEP_TIME }), followOne(last)]);
  await page.locator(".pf-c-alert, .pf-v5-c-alert, .pf-v6-c-alert").first().waitFor({ timeout: STEP_TIME });
  await context.close();
}

/** Assigns roles of the client realm-management to a user. */
async function assignRoles(admin, realm, user, roles) {
  const json = async (path) => (await admin("GET", `/admin/realms/${realm}${path}`)).json();
  const [container] = await json("/clients?clientId=realm-management");
  const representations = await Promise.all(roles.map((role) => json(`/clients/${container.id}/roles/${role}`)));
  await admin("POST", `/admin/realms/${realm}/users/${user}/role-mappings/clients/${container.id}`, representations);
}

/** Opens a link as an administrator of only this realm. The link leads to the roles of the service account. */
async function openAsRealmAdministrator(admin, realm, link) {
  const password = randomUUID();
  const credentials = [{ type: "password", value: password }];
  // Without these attributes, Keycloak asks for them at the first sign-in.
  const profile = { firstName: "Rita", lastName: "Realm", email: "rita@example.com" };
  const user = { username: "rita", enabled: true, credentials, ...profile };
  const made = await admin("POST", `/admin/realms/${realm}/users`, user);
  await assignRoles(admin, realm, made.headers.get("location").split("/").pop(), ["realm-admin"]);

  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.locator("#username").fill(user.username);
  await page.locator("#password").fill(password);
  await page.locator("#kc-login").click();
  await page.getByText("service-account-backend").first().waitFor({ timeout: STEP_TIME });
  await page.getByRole("tab", { name: "Role mapping", selected: true }).waitFor({ timeout: STEP_TIME });
  await context.close();
}

if (runs.length === 0) {
  test("the printed steps in the Admin Console", { skip: "LIVE_KEYCLOAKS names no server with steps to follow" }, () => {});
}

for (const { change, keycloak, client, roles, cause, after: result } of runs) {
  test(`Keycloak ${keycloak.version}: the steps for “${change}”`, { timeout: 400_000 }, async () => {
    const realm = `console-${randomUUID().slice(0, 8)}`;
    const secret = randomUUID();
    const first = await administrator(keycloak);
    await first("POST", "/admin/realms", { realm, enabled: true });
    // Older releases accept a token only for realms that are older than the token.
    const admin = await administrator(keycloak);
    const made = await admin("POST", `/admin/realms/${realm}/users`, { username: "john-doe", enabled: true });
    const user = made.headers.get("location").split("/").pop();
    const created = await admin("POST", `/admin/realms/${realm}/clients`, {
      clientId: "backend",
      secret,
      serviceAccountsEnabled: true,
      standardFlowEnabled: false,
      ...client,
    });
    if (roles.length > 0) {
      const id = created.headers.get("location").split("/").pop();
      const account = await admin("GET", `/admin/realms/${realm}/clients/${id}/service-account-user`);
      await assignRoles(admin, realm, (await account.json()).id, roles);
    }

    const before = await check(keycloak, realm, secret, user);
    assert.equal(before.cause.code, cause);
    const fix = before.fixes.find(({ kind }) => kind === "admin-console");
    assert.ok(fix, JSON.stringify(before.fixes));
    assert.ok(fix.executed_on.includes(keycloak.version), `${fix.executed_on}`);
    assert.ok(fix.links[0].startsWith(`${keycloak.base_url}/admin/master/console/#/${realm}/`), fix.links[0]);
    if (change === "Grant roles") await openAsRealmAdministrator(admin, realm, fix.links[1]);
    await followAll(keycloak, realm, fix);

    const fixed = await check(keycloak, realm, secret, user);
    assert.equal(fixed.cause.code, result);
    assert.deepEqual(fixed.roles.excess, []);
    await (await administrator(keycloak))("DELETE", `/admin/realms/${realm}`);
  });
}

for (const keycloak of [serverOf("newest")].filter(Boolean)) {
  test(`Keycloak ${keycloak.version}: the clicks of the guide`, { timeout: 400_000 }, async () => {
    const names = { realm: `guide-${randomUUID().slice(0, 8)}`, client_id: "billing-service", username: "john-doe" };
    const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
    await followGuide(await context.newPage(), keycloak, names);
    await context.close();
    const admin = await administrator(keycloak);
    const json = async (path) => (await admin("GET", `/admin/realms/${names.realm}${path}`)).json();
    const [client] = await json(`/clients?clientId=${names.client_id}`);
    const { value: secret } = await json(`/clients/${client.id}/client-secret`);
    const [user] = await json(`/users?username=${names.username}`);
    const report = await check(keycloak, names.realm, secret, user.id, names.client_id);
    assert.equal(report.cause.code, "allowed");
    assert.deepEqual(report.roles.excess, []);
    await admin("DELETE", `/admin/realms/${names.realm}`);
  });
}
