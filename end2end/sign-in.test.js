// Tests the sign-in example of docs/hosting.md with nginx and a stand-in for oauth2-proxy: nothing reaches Why403 without a session.
// `npm run sign-in` runs it with oauth2-proxy and a real Keycloak.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { freePorts, startNginx, untilReady } from "./nginx.js";
import { locations } from "./sign-in-example.js";
import { binary, endWithTests, listen, USER } from "./why403.js";

const stops = [];
after(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** What oauth2-proxy does for nginx: confirms sessions, and redirects to the sign-in. */
const asked = [];
const proxy = createServer((request, response) => {
  asked.push({ method: request.method, url: request.url, length: request.headers["content-length"], redirect: request.headers["x-auth-request-redirect"] });
  if (request.url !== "/oauth2/auth") response.writeHead(302, { location: "https://sso.example.com/" });
  else response.writeHead(request.headers.cookie === "session=valid" ? 202 : 401);
  response.end();
});
const proxyPort = new URL(await listen(proxy)).port;
stops.push(() => proxy.close());

const [port, own] = await freePorts(2);
const url = `http://127.0.0.1:${port}`;
const serve = ["serve", "--listen", `127.0.0.1:${own}`, "--public-url", url, "--trusted-proxy", "127.0.0.1", "--log", "warn"];
const why403 = spawn(binary, serve, { stdio: ["ignore", "ignore", "inherit"] });
endWithTests(why403);
stops.push(() => why403.kill());
await untilReady(`http://127.0.0.1:${own}/readyz`, "Why403");

const folder = await mkdtemp(join(tmpdir(), "why403-sign-in-"));
stops.push(() => rm(folder, { recursive: true, force: true }));
const http = `server { listen 127.0.0.1:${port}; location = /up { return 204; } ${await locations(own, proxyPort)} }`;
stops.push((await startNginx(folder, http, `${url}/up`)).stop);

const send = (path, options = {}) => fetch(url + path, { redirect: "manual", ...options });

test("without a session, pages lead to the sign-in, and no request reaches Why403", async () => {
  for (const path of ["/", "/?url=https://sso.example.com&realm=acme", "/causes", "/embed/playground", "/healthz", "/pkg/playground.js"]) {
    asked.length = 0;
    const response = await send(path);
    assert.equal(response.status, 302, path);
    assert.equal(response.headers.get("location"), "https://sso.example.com/");
    // After the sign-in, the visitor gets the requested page, with what a link fills in.
    assert.deepEqual(asked.map(({ redirect }) => redirect), [undefined, path]);
  }
});

test("without a session, the API returns a 401, which a page can show", async () => {
  for (const path of ["/api/openapi.json", "/demo/x/realms/403-forbidden-fix", "/api/v1/check", "/api/run-check"]) {
    const body = path.includes("check") ? JSON.stringify({ client_secret: "a-secret-of-mine" }) : undefined;
    asked.length = 0;
    const response = await send(path, { method: body ? "POST" : "GET", body, headers: { "content-type": "application/json" } });
    assert.equal(response.status, 401, path);
    // The secret of a check does not reach oauth2-proxy.
    assert.deepEqual(asked.map(({ method, url, length }) => [method, url, length ?? "0"]), [["GET", "/oauth2/auth", "0"]]);
  }
});

test("paths outside the example lead nowhere", async () => {
  for (const path of ["/oauth2/auth", "/oauth2/../", "//", "/%2e%2e/", "/OAUTH2/auth", "/api/../causes"]) {
    const { status } = await send(path);
    assert.ok([302, 401, 404].includes(status), `${path}: ${status}`);
  }
});

test("with a session, Why403 answers", async () => {
  const headers = { cookie: "session=valid" };
  for (const path of ["/", "/api/openapi.json", "/causes/missing-role.json"]) {
    const response = await send(path, { headers });
    assert.equal(response.status, 200, path);
    assert.ok(response.headers.get("x-request-id"), path);
  }
  const body = JSON.stringify({ url: `${url}/demo/x`, realm: "403-forbidden-fix", client_id: "403-forbidden-fix-client", user_id: USER });
  const response = await send("/api/v1/check", { method: "POST", body, headers: { ...headers, "content-type": "application/json", accept: "application/x-ndjson" } });
  assert.equal(response.status, 200);
  assert.equal(JSON.parse((await response.text()).trim().split("\n").at(-1)).event, "report");
});
