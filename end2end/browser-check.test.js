// Tests the playground of a static site: the demo in the browser, checks from the browser, and checks through a Why403 server.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { administrator } from "./keycloak.js";
import { PREFIX, startStaticSite } from "./static-site.js";
import { alive, assertAccessible, assertFits, fillForm, listen, openPage, openPlayground, runGuide, startBrowser, startServer, tabTo } from "./why403.js";

const keycloaks = JSON.parse(process.env.LIVE_KEYCLOAKS || "[]");
const stops = [];
after(async () => {
  for (const stop of stops.reverse()) await stop();
});
const browser = await startBrowser();
stops.push(() => browser.close());
const site = await startStaticSite();
stops.push(site.stop);

const DEMO = {
  realm: "403-forbidden-fix",
  client_id: "403-forbidden-fix-client",
  client_secret: "demo-secret-not-for-production",
  user_id: "44322f62-8eb7-4f35-9ad7-d23e4a25f2e3",
};
const verdict = (page) => page.locator("h1#verdict");
const status = (page) => page.locator(".verdict .status");

/**
 * A Keycloak that allows the origins in `webOrigins`: the demo of a Why403 server behind the CORS rules measured on 26.7.3. Every page may
 * read the discovery of an existing realm and a 401 of the token endpoint. No page may read the 404 of an unknown realm.
 */
async function startKeycloak(webOrigins) {
  const why403 = await startServer("--timeout", "5");
  const received = [];
  const server = createServer(async (request, answer) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { origin, host, connection, "content-length": length, ...headers } = request.headers;
    const allowed = webOrigins.includes(origin);
    if (request.method === "OPTIONS") {
      answer.writeHead(200, { "access-control-allow-origin": origin ?? "", "access-control-allow-headers": "Authorization, Content-Type", "access-control-allow-methods": "GET, POST" });
      answer.end();
      return;
    }
    received.push(`${request.method} ${request.url}`);
    const body = request.method === "POST" ? Buffer.concat(chunks) : undefined;
    const response = await fetch(`${why403.url}/demo/keycloak${request.url}`, { method: request.method, headers, body, redirect: "manual" });
    const isPublic = (response.ok && request.url.includes("/.well-known/")) || (response.status === 401 && request.url.endsWith("/token"));
    const isOfUnknownRealm = response.status === 404 && !request.url.includes(`/realms/${DEMO.realm}`);
    const cors = isPublic || (allowed && response.status !== 401 && !isOfUnknownRealm) ? { "access-control-allow-origin": origin } : {};
    answer.writeHead(response.status, { "content-type": response.headers.get("content-type") ?? "", location: response.headers.get("location") ?? "", ...cors });
    answer.end(Buffer.from(await response.arrayBuffer()));
  });
  const url = await listen(server);
  stops.push(() => {
    server.close();
    why403.stop();
  });
  return { url, received };
}

async function check(page, url, values) {
  await fillForm(page, url, values);
  await page.locator("#form").getByRole("button", { name: /^Run/ }).click();
  await verdict(page).waitFor();
}

test("the demo runs in the browser: 403, the button assigns the role, 200", async () => {
  const { page, context, complaints } = await openPlayground(browser, site);
  const requests = [];
  page.on("request", (request) => requests.push(request));
  await page.getByRole("button", { name: "Run demo" }).click();
  await verdict(page).waitFor();
  assert.equal(await status(page).textContent(), "403");
  assert.match(await verdict(page).textContent(), /Missing role: view-users/);
  await page.getByText("The demo runs in this browser.").waitFor();
  await page.getByRole("button", { name: "Assign view-users" }).click();
  await page.getByText("view-users is now assigned").waitFor();
  await page.locator("#demo-again:enabled").click();
  await page.getByRole("heading", { name: "Returned user" }).waitFor();
  assert.equal(await status(page).textContent(), "200");
  assert.deepEqual(await page.locator("table.two tbody tr").first().locator("td").allTextContents(), ["403", "200"]);
  await page.getByRole("button", { name: "Unassign view-users" }).click();
  await page.locator("#demo-again:enabled").click();
  await page.getByRole("button", { name: "Assign view-users", exact: true }).waitFor();
  // Only files were loaded: nothing was sent to a server.
  assert.deepEqual(requests.filter((request) => request.method() !== "GET").map((request) => request.url()), []);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the guide runs its steps in the browser", async () => {
  const { page, context, complaints } = await openPage(browser, site);
  await page.goto(`${site.url}/guide/`);
  await runGuide(page);
  assert.deepEqual(complaints, []);
  await context.close();
});

/** Presses Tab until this element has the focus, and then Enter. */
async function pressByKeyboard(page, element) {
  await tabTo(page, element);
  await page.keyboard.press("Enter");
}

test("the keyboard alone runs the whole story on a static site: the demo, and the guide with the announced release", async () => {
  const { page, context, complaints } = await openPlayground(browser, site);
  await pressByKeyboard(page, page.getByRole("button", { name: "Run demo" }));
  await verdict(page).waitFor();
  assert.equal(await status(page).textContent(), "403");
  await pressByKeyboard(page, page.getByRole("button", { name: "Assign view-users", exact: true }));
  await page.getByText("view-users is now assigned").waitFor();
  await page.locator("#demo-again:enabled").waitFor();
  await pressByKeyboard(page, page.locator("#demo-again"));
  await page.getByRole("heading", { name: "Returned user" }).waitFor();
  assert.equal(await status(page).textContent(), "200");

  await page.goto(`${site.url}/guide/`);
  for (const [name, result] of [
    ["Send request in the demo", /^403 /],
    ["Assign view-users in the demo", /^Assigned/],
    ["Send request again in the demo", /^200 User john-doe$/],
    ["Send request to the announced release", /^401 /],
    ["Assign kc-admin-api in the announced release", /^Assigned/],
    ["Send request with the scope", /^403 /],
    ["Assign view-users in the announced release", /^Assigned/],
    ["Send request with the scope and the role", /^200 User john-doe$/],
  ]) {
    const button = page.getByRole("button", { name, exact: true });
    await pressByKeyboard(page, button);
    const shown = page.locator(`#${await button.getAttribute("aria-describedby")}`);
    await shown.filter({ hasText: /^(?!Sending…)./ }).waitFor();
    assert.match(await shown.innerText(), result, name);
  }
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the engine is loaded only when a check starts", async () => {
  const { page, context } = await openPlayground(browser, site);
  const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  assert.ok(!(await loaded()).some((name) => name.includes("browser-check")));
  await page.getByRole("button", { name: "Run demo" }).click();
  await verdict(page).waitFor();
  assert.ok((await loaded()).some((name) => name.includes("browser-check")));
  await context.close();
});

test("a check goes from the browser to a Keycloak that allows the site", async () => {
  const keycloak = await startKeycloak([site.origin]);
  const { page, context } = await openPlayground(browser, site);
  assert.match(await page.locator("#form .trust").innerText(), /Sent from this browser to Keycloak only/);
  await check(page, keycloak.url, DEMO);
  assert.equal(await status(page).textContent(), "403");
  assert.match(await verdict(page).textContent(), /Missing role: view-users/);
  assert.ok(keycloak.received.includes(`GET /admin/realms/${DEMO.realm}/users/${DEMO.user_id}`), keycloak.received.join());
  // A wrong secret is reported as on a server.
  await page.getByRole("button", { name: "Edit" }).or(page.locator("#client_secret:visible")).first().click();
  await check(page, keycloak.url, { ...DEMO, client_secret: "wrong" });
  await page.getByText("401").first().waitFor();
  assert.match(await verdict(page).textContent(), /secret/i);
  await context.close();
});

test("a Keycloak that does not allow the site is recognized, and the setting and its risk are explained", async () => {
  const keycloak = await startKeycloak([]);
  const { page, context } = await openPlayground(browser, site);
  await check(page, keycloak.url, DEMO);
  assert.equal(await verdict(page).textContent(), "Keycloak does not allow this site to read its response");
  const report = await page.locator("article.report").innerText();
  for (const part of ["Web origins", site.origin, DEMO.client_id, "for tests only", "to no other server", "why403 check"]) {
    assert.ok(report.includes(part), `${part}: ${report}`);
  }
  assert.ok(!report.includes(DEMO.client_secret));
  await assertAccessible(page, "the explanation");
  await page.getByRole("link", { name: "About CORS" }).click();
  await page.waitForURL(`${site.url}/causes/cors-refused{,/}`);
  await context.close();
});

test("an unknown realm is not mistaken for a refused origin", async () => {
  const keycloak = await startKeycloak([site.origin]);
  const { page, context } = await openPlayground(browser, site);
  await check(page, keycloak.url, { ...DEMO, realm: "nowhere" });
  assert.equal(await verdict(page).textContent(), "The browser blocked the response");
  assert.match(await page.locator("article.report").innerText(), /the realm or the base URL is wrong/);
  await context.close();
});

test("a server that does not respond, and a redirect, are explained", async () => {
  const { page, context } = await openPlayground(browser, site);
  await check(page, "http://127.0.0.1:9", DEMO);
  assert.equal(await verdict(page).textContent(), "No response from Keycloak");
  await context.close();
  const server = createServer((_, answer) => answer.writeHead(302, { location: "https://sso.example.com/", "access-control-allow-origin": "*" }).end());
  const url = await listen(server);
  const second = await openPlayground(browser, site);
  await check(second.page, url, DEMO);
  assert.equal(await verdict(second.page).textContent(), "Keycloak’s URL redirects");
  await second.context.close();
  server.close();
});

test("a check can be canceled", async () => {
  const server = createServer(() => {});
  const url = await listen(server);
  const { page, context } = await openPlayground(browser, site);
  await fillForm(page, url, DEMO);
  await page.getByRole("button", { name: "Run check" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Canceled. Your input is still here.").waitFor();
  await context.close();
  server.closeAllConnections();
  server.close();
});

test("errors in the form are shown at their fields", async () => {
  const { page, context } = await openPlayground(browser, site);
  await fillForm(page, "https://sso.example.com", { ...DEMO, realm: "a/b" });
  await page.getByRole("button", { name: "Run check" }).click();
  await page.locator("#realm[aria-invalid=true]").waitFor();
  await context.close();
});

test("a check goes through the Why403 server of the site, if it allows the site", async () => {
  let why403;
  const allowed = await startStaticSite(async (origin) => {
    why403 = await startServer("--allowed-origin", origin);
    return ["--server", why403.url];
  });
  const other = await startStaticSite(() => ["--server", why403.url]);
  stops.push(allowed.stop, other.stop, () => why403.stop());

  const { page, context } = await openPlayground(browser, allowed);
  assert.ok((await page.locator("#form .trust").innerText()).startsWith(`Sent to the Why403 server at ${why403.url},`));
  const sent = [];
  page.on("request", (request) => request.method() !== "GET" && sent.push(request.url()));
  await check(page, `${why403.url}/demo/through`, DEMO);
  assert.equal(await status(page).textContent(), "403");
  const link = await page.getByRole("link", { name: "About this cause" }).getAttribute("href");
  assert.equal(link, `${why403.url}/causes/missing-role`);
  assert.deepEqual([...new Set(sent)], [`${why403.url}/api/run-check`]);
  await context.close();

  const second = await openPlayground(browser, other);
  await fillForm(second.page, `${why403.url}/demo/through`, DEMO);
  await second.page.getByRole("button", { name: "Run check" }).click();
  await second.page.getByText(`--allowed-origin ${other.origin}`).waitFor();
  await second.context.close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    test(`axe finds nothing on the home page, ${colorScheme}, ${width} pixels wide`, async () => {
      const { page, context } = await openPlayground(browser, site, { colorScheme, viewport: { width, height: 800 } });
      await assertAccessible(page, PREFIX);
      await assertFits(page, PREFIX);
      await context.close();
    });
  }
}

/** Imitates a realm: serves discovery, which every page may read, and redirects each sign-in back with the parameters that `answer` returns. */
async function startIssuer(answer) {
  const server = createServer((request, response) => {
    const url = `http://${request.headers.host}`;
    const headers = { "access-control-allow-origin": "*" };
    if (request.url === "/realms/acme/.well-known/openid-configuration") {
      const endpoints = { authorization_endpoint: `${url}/auth`, token_endpoint: `${url}/token` };
      response.writeHead(200, headers).end(JSON.stringify({ issuer: `${url}/realms/acme`, ...endpoints }));
    } else if (request.url.startsWith("/auth?")) {
      const asked = new URL(request.url, url).searchParams;
      const back = new URLSearchParams(answer(asked, url));
      response.writeHead(302, { location: `${asked.get("redirect_uri")}?${back}` }).end();
    } else {
      response.writeHead(404).end();
    }
  });
  const url = await listen(server);
  stops.push(() => server.close());
  return url;
}

async function signIn(page, url, realm, client) {
  await page.getByLabel("Keycloak base URL").fill(url);
  await page.getByLabel("Realm", { exact: true }).fill(realm);
  await page.getByLabel("Client ID").fill(client);
  await page.getByRole("button", { name: "Sign in with Keycloak" }).click();
}

const signInStatus = (page) => page.locator("#sign-in [role=status]");

test("a failed sign-in shows the reason, and leaves no code in the URL", async () => {
  for (const [answer, expected] of [
    [(asked) => ({ state: asked.get("state"), error: "access_denied", error_description: "User denied" }), /access_denied: User denied.*canceled/],
    [() => ({ state: "forged", code: "c" }), /did not start in this tab/],
    [(asked) => ({ state: asked.get("state"), code: "c", iss: "https://other.example/realms/acme" }), /comes from https:\/\/other\.example/],
    [(asked, url) => ({ state: asked.get("state"), code: "c", iss: `${url}/realms/acme` }), /Add http:\/\/127\.0\.0\.1:\d+ to the Web origins of the client spa/],
  ]) {
    const url = await startIssuer(answer);
    const { page, context } = await openPlayground(browser, site);
    await signIn(page, url, "acme", "spa");
    await signInStatus(page).getByText(expected).waitFor();
    assert.equal(page.url(), `${site.url}/`);
    // Once hydrated, the form contains the values that were entered before the sign-in.
    await alive(page);
    assert.equal(await page.getByLabel("Keycloak base URL").inputValue(), url);
    await context.close();
  }
});

test("a sign-in starts only with a usable realm, and an unexpected code is not used", async () => {
  const { page, context } = await openPlayground(browser, site);
  for (const [url, realm, client, expected] of [
    ["http://127.0.0.1:9", "acme", "", /client ID of a public client/],
    ["sso.example.com", "acme", "spa", /base URL/],
    ["javascript:alert(1)//", "acme", "spa", /https:\/\/ or http:/],
    ["http://127.0.0.1:9", "acme", "spa", /no OpenID Connect configuration from http:\/\/127\.0\.0\.1:9\/realms\/acme/],
  ]) {
    await signIn(page, url, realm, client);
    await signInStatus(page).getByText(expected).waitFor();
    assert.equal(page.url(), `${site.url}/`);
  }
  await page.goto(`${site.url}/?code=stolen&state=x`);
  await signInStatus(page).getByText("did not start in this tab").waitFor();
  assert.equal(page.url(), `${site.url}/`);
  await context.close();
});

if (keycloaks.length === 0) {
  test("checks from the browser to real Keycloak servers", { skip: "LIVE_KEYCLOAKS names none" }, () => {});
}

for (const keycloak of keycloaks) {
  test(`Keycloak ${keycloak.version}: a check from the browser, with and without Web origins`, { timeout: 120_000 }, async () => {
    const realm = `browser-${randomUUID().slice(0, 8)}`;
    const secret = randomUUID();
    await (await administrator(keycloak))("POST", "/admin/realms", { realm, enabled: true });
    // Older releases accept a token only for realms that are older than the token.
    const call = await administrator(keycloak);
    for (const [clientId, webOrigins] of [["open", [site.origin]], ["closed", []]]) {
      await call("POST", `/admin/realms/${realm}/clients`, { clientId, secret, webOrigins, serviceAccountsEnabled: true, standardFlowEnabled: false });
    }
    const values = { realm, client_id: "open", client_secret: secret, user_id: DEMO.user_id };
    for (const [changed, expected] of [
      [{}, /Missing role: view-users/],
      [{ client_secret: "wrong" }, /secret/i],
      [{ client_id: "closed" }, /^Keycloak does not allow this site to read its response$/],
      [{ realm: "nowhere" }, /^The browser blocked the response$/],
    ]) {
      const { page, context } = await openPlayground(browser, site);
      await check(page, keycloak.base_url, { ...values, ...changed });
      assert.match(await verdict(page).textContent(), expected, JSON.stringify(changed));
      await context.close();
    }
    await (await administrator(keycloak))("DELETE", `/admin/realms/${realm}`);
  });
}

for (const keycloak of keycloaks) {
  test(`Keycloak ${keycloak.version}: a sign-in on its own page instead of a secret`, { timeout: 120_000 }, async () => {
    const realm = `browser-${randomUUID().slice(0, 8)}`;
    const password = randomUUID();
    await (await administrator(keycloak))("POST", "/admin/realms", { realm, enabled: true, sslRequired: "none" });
    const call = await administrator(keycloak);
    const redirectUris = [`${site.url}/`];
    // Keycloak refuses a code without PKCE, or with a wrong verifier.
    const attributes = { "pkce.code.challenge.method": "S256" };
    for (const [clientId, more] of [
      ["spa", { publicClient: true, webOrigins: [site.origin] }],
      ["closed", { publicClient: true, webOrigins: [] }],
      ["confidential", { publicClient: false, secret: randomUUID(), webOrigins: [site.origin] }],
    ]) {
      await call("POST", `/admin/realms/${realm}/clients`, { clientId, redirectUris, attributes, ...more });
    }
    await call("POST", `/admin/realms/${realm}/users`, {
      username: "jane",
      enabled: true,
      email: "jane@example.com",
      emailVerified: true,
      firstName: "Jane",
      lastName: "Doe",
      credentials: [{ type: "password", value: password, temporary: false }],
    });
    for (const [client, expected] of [
      ["spa", /^Signed in\. The form contains your access token, which is valid for \d+ s\./],
      ["closed", /to the Web origins of the client closed/],
      ["confidential", /Use a public client instead of confidential/],
    ]) {
      const { page, context } = await openPlayground(browser, site);
      await signIn(page, keycloak.base_url, realm, client);
      await page.locator("#username").fill("jane");
      await page.locator("#password").fill(password);
      await page.locator("#kc-login").click();
      await signInStatus(page).getByText(expected).waitFor();
      assert.equal(page.url(), `${site.url}/`);
      if (client === "spa") {
        const token = await page.locator("#token").inputValue();
        assert.match(token, /^eyJ/);
        await page.getByLabel("User ID").fill(DEMO.user_id);
        await page.getByRole("button", { name: "Run check" }).click();
        await verdict(page).waitFor();
        assert.match(await verdict(page).textContent(), /Missing role: view-users/);
        // Neither the token nor the verifier is stored.
        const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
        assert.ok(!stored.includes(token.split(".")[2]) && !stored.includes("verifier"), stored);
        await assertAccessible(page, "after the sign-in");
      }
      await context.close();
    }
    await (await administrator(keycloak))("DELETE", `/admin/realms/${realm}`);
  });
}
