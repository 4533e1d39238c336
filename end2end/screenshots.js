// Takes screenshots of the pages, for a review beside the design: node screenshots.js [--readme] [FOLDER]
//
// With --readme it also takes the picture in the README: the summary card of the demo's report, in both themes.
// Each state is taken at 1280 and 360 pixels, in the light and in the dark theme. The server is the one at WHY403_URL, or the release build.

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openPage, openPlayground, startBrowser, startServer } from "./why403.js";

const given = process.argv.slice(2);
const readme = given.includes("--readme");
const docs = fileURLToPath(new URL("../docs", import.meta.url));
const folder = given.find((argument) => argument !== "--readme") ?? fileURLToPath(new URL("../target/screenshots", import.meta.url));
const USER = "767aa65d-2912-4e44-81de-2301c0e83e25";

const verdict = (page, words) => page.locator("h1#verdict", { hasText: words }).waitFor();

async function runDemo(page) {
  await page.getByRole("button", { name: "Run demo" }).click();
  await verdict(page, "Missing role");
}

async function fixDemo(page) {
  await runDemo(page);
  await page.getByRole("button", { name: "Assign view-users" }).click();
  await page.locator("#demo-again:enabled").click();
  await page.getByRole("heading", { name: "Returned user" }).waitFor();
}

/** Runs a check against a port on which no server listens. */
async function failEarly(page) {
  const fields = { "Keycloak base URL": "http://127.0.0.1:9", "Client ID": "backend", "Client secret": "a-secret", "User ID": USER };
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
  await page.getByLabel("Realm", { exact: true }).fill("acme");
  await page.getByRole("button", { name: "Run check" }).click();
  await verdict(page, "Stopped at check");
}

/** The states: where each begins, and what leads to it. States of the playground wait until it is hydrated. */
const states = {
  home: { playground: true },
  report: { playground: true, act: runDemo },
  comparison: { playground: true, act: fixDemo },
  "early-failure": { playground: true, act: failEarly },
  causes: { path: "/causes" },
  cause: { path: "/causes/missing-role" },
  operations: { path: "/operations" },
  operation: { path: "/operations/get-organizations-members-member-id-organizations" },
  role: { path: "/roles/view-users" },
  roles: { path: "/roles?operation=GET+%2Fadmin%2Frealms%2F%7Brealm%7D%2Fusers" },
  "what-if": { path: "/what-if?role=query-users" },
  upgrade: { path: "/upgrade?from=24.0.5&to=26.7.3&role=view-users" },
  "upgrade-announced": { path: "/upgrade?from=26.7.5&to=26.8.2" },
  "cause-announced": { path: "/causes/admin-audience-missing" },
  changes: { path: "/changes" },
  guide: { path: "/guide" },
  "not-found": { path: "/nothing-here" },
};

await mkdir(folder, { recursive: true });
const server = await startServer();
const browser = await startBrowser();
try {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 360]) {
      const options = { colorScheme, viewport: { width, height: 800 } };
      for (const [name, { playground, path, act }] of Object.entries(states)) {
        const { page, context } = await (playground ? openPlayground : openPage)(browser, server, options);
        if (path) await page.goto(server.url + path);
        await act?.(page);
        await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
        if (readme && name === "report" && width === 1280) {
          await page.locator(".summary").screenshot({ path: `${docs}/report-${colorScheme}.png` });
        }
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  server.stop();
}
console.log(folder);
