// Tests that names and responses of a hostile server stay text: nothing of them becomes markup, runs, or leaves the page.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { assertNoComplaints, fillForm, listen, openPage, openPlayground, startBoth } from "./why403.js";

const { server, browser } = await startBoth();

const RUN = "window.ran = true";
const TEXTS = [
  `<img src=x onerror="${RUN}">`,
  `"><script>${RUN}</script>`,
  `'><svg onload='${RUN}'>`,
  `</textarea></title></style></script></pre></code><body onpageshow="${RUN}"><img src=x onerror="${RUN}">`,
  `<iframe srcdoc="<script>parent.ran = true</script>"></iframe>`,
  `<a href="javascript:${RUN}">role</a>`,
  `<details open ontoggle="${RUN}"><summary>role</summary></details>`,
  `<input autofocus onfocus="${RUN}">`,
  `<form action="https://evil.example"><button autofocus formaction="javascript:${RUN}">role</button></form>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example">`,
  `<link rel="stylesheet" href="https://evil.example/x.css"><style>@import "https://evil.example/y.css"</style>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror='${RUN}'&gt;">`,
  `<template shadowrootmode="open"><img src=x onerror="${RUN}"></template>`,
  `&lt;img src=x onerror=&quot;${RUN}&quot;&gt;`,
  `<!-- --!><img src=x onerror="${RUN}"><!--`,
  `\\u003cimg src=x onerror=\\"${RUN}\\"\\u003e`,
  `javascript:${RUN}`,
  `data:text/html,<script>opener.ran = true</script>`,
  `' onmouseover='${RUN}' x='`,
  `\`\${${RUN}}\``,
  `{{constructor.constructor("${RUN}")()}}`,
];

/** A server that puts a text wherever Keycloak puts a name or a message. */
const hostile = { text: "" };
const upstream = createServer((request, answer) => {
  const { text } = hostile;
  const header = text.replaceAll(/[^ -~]/g, "");
  const headers = { "Content-Type": "application/json", Server: header, Location: header, "WWW-Authenticate": `Bearer realm="${header}", error="${header}"` };
  if (request.url.includes("/token")) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = { exp: 4102444800, iss: text, aud: [text], azp: text, preferred_username: text, scope: text, sub: text, typ: text, realm_access: { roles: [text] }, resource_access: { [text]: { roles: [text] }, "realm-management": { roles: [text] } } };
    const token = [part({ alg: "RS256", kid: text, typ: text }), part(claims), "c2lnbmF0dXJl"].join(".");
    answer.writeHead(200, headers).end(JSON.stringify({ access_token: token, token_type: text, scope: text }));
  } else if (request.url.includes("/.well-known/")) {
    answer.writeHead(200, headers).end(JSON.stringify({ issuer: text, [text]: text, grant_types_supported: [text] }));
  } else {
    answer.writeHead(403, { ...headers, "Content-Type": "text/html" }).end(`${text}{"error":"HTTP 403 Forbidden","errorMessage":${JSON.stringify(text)}}`);
  }
});
const url = await listen(upstream);

/** Runs a check of the hostile server, and waits for the report. */
async function runCheck(page) {
  await fillForm(page, url);
  await page.getByRole("button", { name: "Run check" }).click();
  await page.locator("h1#verdict").waitFor();
}

/** What the page would contain if a text had become markup. */
const intruders = () => {
  const attributes = ["onerror", "onload", "ontoggle", "onfocus", "onpageshow", "onmouseover", "srcdoc", "formaction", "autofocus", "shadowrootmode"];
  const found = attributes.flatMap((name) => [...document.querySelectorAll(`[${name}]`)]);
  found.push(...document.querySelectorAll('base, meta[http-equiv="refresh"], iframe, math, [href^="javascript:" i], [href^="data:text" i], [src^="javascript:" i], [action*="evil.example"], [href*="evil.example"]'));
  found.push(...[...document.querySelectorAll("script:not([src])")].filter((script) => script.textContent.includes("window.ran")));
  return { ran: window.ran === true, markup: found.map((element) => element.outerHTML.slice(0, 200)) };
};

async function assertHarmless(page, where) {
  assert.deepEqual(await page.evaluate(intruders), { ran: false, markup: [] }, where);
}

test("a hostile server's names and messages stay text in a live check", async () => {
  for (const text of TEXTS) {
    hostile.text = text;
    const { page, context, complaints } = await openPlayground(browser, server);
    page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    await runCheck(page);
    // The text arrived, as a text.
    assert.match(await page.locator("main").textContent(), /403/, text);
    await page.evaluate(() => document.querySelectorAll("main details").forEach((details) => (details.open = true)));
    await assertHarmless(page, text);
    assertNoComplaints(complaints);
    await context.close();
  }
});

test("hostile names in a link and in the fields stay text", async () => {
  for (const text of TEXTS) {
    hostile.text = text;
    const query = new URLSearchParams({ url, realm: text, client_id: text, username: text, user_id: text, operation: text, scope: text });
    const { page, context, complaints } = await openPlayground(browser, server, {}, `?${query}`);
    await page.getByLabel("Client secret").fill("a-secret-of-mine");
    await page.getByRole("button", { name: "Run check" }).click();
    await page.locator("h1#verdict, #form [role=alert]").first().waitFor();
    await assertHarmless(page, text);
    // The server refuses some of the names, and the browser reports the status.
    assertNoComplaints(complaints.filter((complaint) => !/422/.test(complaint)));
    await context.close();
  }
});

test("without JavaScript, a report contains the names as text", async () => {
  for (const text of TEXTS) {
    hostile.text = text;
    const { page, context } = await openPage(browser, server, { javaScriptEnabled: false });
    await page.goto(server.url);
    await runCheck(page);
    // Playwright evaluates its own scripts in a page that runs none.
    await assertHarmless(page, text);
    await context.close();
  }
});
