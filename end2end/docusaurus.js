// Tests the embedded pages in a site that Docusaurus builds: npm run docusaurus. It installs about 1,200 packages, so `npm test` does not run it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { serveFolder } from "./static-site.js";
import { startBrowser, startServer } from "./why403.js";

const run = promisify(execFile);
const folder = fileURLToPath(new URL("../target/docusaurus", import.meta.url));
const PACKAGES = { "@docusaurus/core": "3.10.2", "@docusaurus/preset-classic": "3.10.2", react: "19.2.0", "react-dom": "19.2.0" };

const why403 = await startServer();
after(() => why403.stop());
const browser = await startBrowser();
after(() => browser.close());

/** Builds a site whose configuration contains the line of the documentation. */
async function build() {
  const documented = await readFile(new URL("../docs/embedding.md", import.meta.url), "utf8");
  const [, line] = /^## Docusaurus\n[^]*?\n\n {4}(scripts: .*)\n/m.exec(documented);
  const scripts = line.replace("https://docs.example.com/why403", why403.url);
  await mkdir(join(folder, "docs"), { recursive: true });
  const files = {
    "package.json": JSON.stringify({ name: "docs", private: true, dependencies: PACKAGES }),
    "docusaurus.config.js": `module.exports = {
      title: "Example", url: "https://docs.example.com", baseUrl: "/",
      ${scripts}
      presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
    };`,
    "docs/index.md": `# Users\n\n\`\`\`bash\ncurl -H "Authorization: Bearer $TOKEN" \\\n  https://sso.example.com/admin/realms/acme/users/$ID\n\`\`\`\n\n<div data-why403-cause="missing-role"></div>\n\n[Groups](groups.md)\n`,
    "docs/groups.md": "# Groups\n\n```bash\ncurl https://sso.example.com/admin/realms/acme/groups\n```\n",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const environment = { ...process.env, DISABLE_VERSION_CHECK: "true", NO_UPDATE_NOTIFIER: "1" };
  await run("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder, maxBuffer: 1 << 26 });
  await run("npx", ["docusaurus", "build"], { cwd: folder, env: environment, maxBuffer: 1 << 26 });
}

test("pages of Docusaurus show the role and a cause, also after a change of the page", { timeout: 900_000 }, async () => {
  await build();
  const { url, stop } = await serveFolder(join(folder, "build"));
  after(stop);
  const context = await browser.newContext({ viewport: { width: 1200, height: 2000 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(`${url}/`);
  const role = page.frameLocator("iframe").nth(0);
  await role.locator(".answer").getByText("view-users").first().waitFor();
  await page.frameLocator("iframe").nth(1).getByText("Missing role").first().waitFor();
  // The card is below the code block, and stays when React has hydrated the page.
  await page.waitForTimeout(1_000);
  assert.equal(await page.locator("iframe").count(), 2);
  const ground = () => page.frames()[1].evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
  await page.frames()[1].waitForFunction((light) => getComputedStyle(document.body).backgroundColor !== light, light);
  // A link of Docusaurus loads no new document.
  await page.getByRole("link", { name: "Groups" }).last().click();
  await page.getByRole("heading", { level: 1, name: "Groups" }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll("iframe").length === 1);
  assert.match(await page.locator("iframe").getAttribute("src"), /groups/);
  assert.deepEqual(errors, []);
  await context.close();
});
