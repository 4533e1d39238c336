// Captures the screens of the Admin Console that the guide shows: KEYCLOAK_ADMIN=… KEYCLOAK_ADMIN_PASSWORD=… npm run guide-screens -- URL
//
// URL is the base URL of a Keycloak of the newest tested release, without a realm "acme". The screens are written to public/console, in the
// light and in the dark theme, and their release and sizes to app/src/pages/guide/screens.json.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { followGuide, NAMES } from "./guide-clicks.js";
import { administrator } from "./keycloak.js";
import { startBrowser } from "./why403.js";

// The console shows its navigation beside the content from this width on. The screens show the content only.
const VIEWPORT = { width: 1200, height: 800 };
const LARGEST = 620;
const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const [url] = process.argv.slice(2);
const { KEYCLOAK_ADMIN: admin, KEYCLOAK_ADMIN_PASSWORD: password } = process.env;
if (!url || !admin || !password) {
  console.error("Set KEYCLOAK_ADMIN and KEYCLOAK_ADMIN_PASSWORD, and give the base URL of a Keycloak, for example http://127.0.0.1:8080.");
  process.exit(2);
}
const keycloak = { base_url: url.replace(/\/$/, ""), admin, password };
const releases = JSON.parse(await readFile(here("permissions/data/releases.json"), "utf8"));
const newest = releases.find(({ tested }) => tested).version;
const info = await (await administrator(keycloak))("GET", "/admin/serverinfo");
const { version } = (await info.json()).systemInfo;
assert.equal(version, newest, `The screens are those of Keycloak ${newest}, the newest tested release.`);
const { status } = await fetch(`${keycloak.base_url}/realms/${NAMES.realm}`);
assert.equal(status, 404, `The script creates and deletes the realm ${NAMES.realm}, so it must not exist.`);

const removeRealm = async () => (await administrator(keycloak))("DELETE", `/admin/realms/${NAMES.realm}`);
const browser = await startBrowser();
const screens = {};
try {
  await mkdir(here("public/console"), { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ viewport: VIEWPORT, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await followGuide(page, keycloak, NAMES, async (name, part) => {
      await page.waitForLoadState("networkidle");
      // The messages about earlier steps.
      await page.addStyleTag({ content: '[class*="alert-group"] { display: none }' });
      const box = await part.boundingBox();
      const [width, height] = [Math.round(box.width), Math.round(Math.min(box.height, LARGEST))];
      const clip = { x: box.x, y: box.y, width, height, scale: 1 };
      const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 50, clip });
      await writeFile(here(`public/console/${name}-${colorScheme}.webp`), Buffer.from(data, "base64"));
      screens[name] = [width, height];
    });
    await context.close();
    await removeRealm();
  }
} finally {
  await removeRealm().catch(() => {});
  await browser.close();
}
await writeFile(here("app/src/pages/guide/screens.json"), `${JSON.stringify({ keycloak: version, screens })}\n`);
console.log(here("public/console"));
