// Tests the examples of docs/hosting.md for a sign-in: KEYCLOAK_ADMIN=… KEYCLOAK_ADMIN_PASSWORD=… npm run sign-in -- URL
//
// URL is the base URL of a Keycloak. The script creates a realm and deletes it. oauth2-proxy is the one on the PATH, or is compiled with Go into
// target/go. The tests of every run use nginx with a stand-in for oauth2-proxy instead (sign-in.test.js).

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { administrator } from "./keycloak.js";
import { freePorts, startNginx, untilReady } from "./nginx.js";
import { locations } from "./sign-in-example.js";
import { alive, binary, endWithTests, openPage, startBrowser, USER } from "./why403.js";

const RELEASE = "github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6";
const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const [base] = process.argv.slice(2).map((url) => url.replace(/\/$/, ""));
const { KEYCLOAK_ADMIN: admin, KEYCLOAK_ADMIN_PASSWORD: password } = process.env;
if (!base || !admin || !password) {
  console.error("Set KEYCLOAK_ADMIN and KEYCLOAK_ADMIN_PASSWORD, and give the base URL of a Keycloak, for example http://127.0.0.1:8080.");
  process.exit(2);
}

/** The path of oauth2-proxy. */
function oauth2Proxy() {
  const own = here("target/go/oauth2-proxy");
  const known = [...process.env.PATH.split(delimiter).map((place) => join(place, "oauth2-proxy")), own].find((file) => existsSync(file));
  if (!known) execFileSync("go", ["install", RELEASE], { stdio: "inherit", env: { ...process.env, GOBIN: here("target/go") } });
  return known ?? own;
}

/** A realm with the client of oauth2-proxy, and a visitor. */
async function seed(callback) {
  const realm = `sign-in-${randomUUID().slice(0, 8)}`;
  const secret = randomUUID();
  await (await administrator({ base_url: base, admin, password }))("POST", "/admin/realms", { realm, enabled: true });
  const call = await administrator({ base_url: base, admin, password });
  const client = { clientId: "why403", secret, standardFlowEnabled: true, directAccessGrantsEnabled: false, redirectUris: [callback] };
  await call("POST", `/admin/realms/${realm}/clients`, client);
  const person = { username: "jane", enabled: true, email: "jane@example.com", emailVerified: true, firstName: "Jane", lastName: "Doe" };
  await call("POST", `/admin/realms/${realm}/users`, { ...person, credentials: [{ type: "password", value: secret }] });
  const remove = async () => (await administrator({ base_url: base, admin, password }))("DELETE", `/admin/realms/${realm}`);
  return { realm, secret, remove };
}

function start(program, args, environment = {}) {
  const running = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, ...environment } });
  endWithTests(running);
  return running;
}

/** Signs in, runs the demo, ends the session, and runs the demo again. */
async function story(browser, url, secret) {
  const { page, context } = await openPage(browser, { url });
  // The first page of a Keycloak in development mode takes long.
  page.setDefaultTimeout(60_000);
  await page.goto(`${url}/?realm=acme&client_id=backend`);
  assert.ok(page.url().startsWith(base), `no sign-in: ${page.url()}`);
  await page.locator("#username").fill("jane");
  await page.locator("#password").fill(secret);
  await page.locator("#kc-login").click();
  await page.waitForURL((address) => address.href.startsWith(url));
  await alive(page);
  // The link still fills in the form.
  assert.equal(await page.getByLabel("Realm", { exact: true }).inputValue(), "acme");
  assert.equal(await page.getByLabel("Client ID").inputValue(), "backend");
  await page.getByRole("button", { name: "Run demo" }).click();
  await page.locator(".verdict .status", { hasText: "403" }).waitFor();
  // After the session, a check says why it did not run, and a page leads to the sign-in.
  const { cookies } = await context.storageState();
  assert.ok(cookies.some(({ name, httpOnly }) => name.startsWith("_oauth2_proxy") && httpOnly));
  await context.clearCookies();
  await page.getByLabel("Keycloak base URL").fill("https://sso.example.com");
  await page.getByLabel("User ID").fill(USER);
  await page.locator("#run").click();
  const reason = page.locator("[role=alert]:visible").first();
  await reason.waitFor();
  assert.match(await reason.innerText(), /your sign-in has expired/);
  await page.goto(`${url}/`);
  assert.ok(page.url().startsWith(base), `no sign-in: ${page.url()}`);
  await context.close();
}

/** Fails if a request without a session reaches Why403. */
async function assertClosed(url) {
  for (const [path, status] of [["/", 302], ["/causes", 302], ["/api/openapi.json", 401], ["/api/check", 401], ["/api/run-check", 401]]) {
    const response = await fetch(url + path, { method: path.includes("check") ? "POST" : "GET", redirect: "manual" });
    assert.equal(response.status, status, path);
  }
}

const folder = await mkdtemp(join(tmpdir(), "why403-sign-in-"));
const [port, own, proxy] = await freePorts(3);
const url = `http://127.0.0.1:${port}`;
const seeded = await seed(`${url}/oauth2/callback`);
const browser = await startBrowser();
const running = [];
try {
  const serve = ["serve", "--listen", `127.0.0.1:${own}`, "--public-url", url, "--trusted-proxy", "127.0.0.1", "--log", "warn"];
  running.push(start(binary, serve));
  await untilReady(`http://127.0.0.1:${own}/readyz`, "Why403");
  const program = oauth2Proxy();
  const example = await readFile(here("packaging/sign-in/oauth2-proxy.cfg"), "utf8");
  const secrets = { OAUTH2_PROXY_CLIENT_SECRET: seeded.secret, OAUTH2_PROXY_COOKIE_SECRET: randomBytes(32).toString("base64url") };

  /** Starts oauth2-proxy with the example and the addresses of this test. */
  const startProxy = async (listen, upstream) => {
    const config = example
      .replaceAll("127.0.0.1:4180", `127.0.0.1:${listen}`)
      .replaceAll("http://127.0.0.1:8403/", upstream)
      .replaceAll("https://sso.example.com/realms/employees", `${base}/realms/${seeded.realm}`)
      .replaceAll("https://why403.example.com", url);
    const file = join(folder, "oauth2-proxy.cfg");
    // The test has no TLS.
    await writeFile(file, `${config}\ncookie_secure = false\n`);
    const started = start(program, ["--config", file, "--request-logging=false", "--auth-logging=false"], secrets);
    running.push(started);
    await untilReady(`http://127.0.0.1:${listen}/ping`, "oauth2-proxy");
    return started;
  };

  const first = await startProxy(port, `http://127.0.0.1:${own}/`);
  await assertClosed(url);
  await story(browser, url, seeded.secret);
  console.log("oauth2-proxy in front: passed");
  await new Promise((ended) => first.once("exit", ended).kill());

  await startProxy(proxy, "static://202");
  const http = `server { listen 127.0.0.1:${port}; ${await locations(own, proxy)} }`;
  const nginx = await startNginx(folder, http, `http://127.0.0.1:${proxy}/ping`);
  running.push({ kill: nginx.stop });
  // Without a session, nginx refuses or redirects.
  await untilReady(url, "nginx", () => true);
  await assertClosed(url);
  await story(browser, url, seeded.secret);
  console.log("nginx in front: passed");
} finally {
  for (const program of running.reverse()) program.kill();
  await browser.close();
  await seeded.remove();
  await rm(folder, { recursive: true, force: true });
}
