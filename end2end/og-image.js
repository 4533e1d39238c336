// Draws the image that chats show for a link: og-image.svg becomes public/og-image.png. Run it after a change of the drawing.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startBrowser } from "./why403.js";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const browser = await startBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${await readFile(here("og-image.svg"), "utf8")}`);
  await page.screenshot({ path: here("../public/og-image.png") });
} finally {
  await browser.close();
}
