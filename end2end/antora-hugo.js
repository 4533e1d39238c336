// Tests the embedded pages in sites that Antora and Hugo build: npm run antora-hugo. It installs both, so `npm test` does not run it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { serveFolder } from "./static-site.js";
import { startBrowser, startServer } from "./why403.js";

const run = promisify(execFile);
const tools = fileURLToPath(new URL("../target/documentation-tools", import.meta.url));
const ANTORA = ["@antora/cli@3.1.14", "@antora/site-generator@3.1.14"];
const HUGO = "hugo==0.168.0";
const COMMAND = "curl -X PUT \\\n  https://sso.example.com/admin/realms/acme/users/7/reset-password -d '{}'";

const root = await mkdtemp(join(tmpdir(), "why403-documentation-"));
after(() => rm(root, { recursive: true, force: true }));
const why403 = await startServer();
after(() => why403.stop());
const browser = await startBrowser();
after(() => browser.close());
const documentation = await readFile(new URL("../docs/embedding.md", import.meta.url), "utf8");

/** The code blocks of a section of docs/embedding.md, with the URL of the server under test. */
function blocksOf(section) {
  const [, text] = new RegExp(`^## ${section}\n([^]*?)(?=^## |$(?![^]))`, "m").exec(documentation);
  const blocks = [...text.matchAll(/(?:^ {4}.*\n)+/gm)].map(([block]) => block.replace(/^ {4}/gm, ""));
  return blocks.map((block) => block.replaceAll("https://docs.example.com/why403", why403.url));
}

async function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** Each code block of the page has the role below it, and the element shows the cause. */
async function assertCards(folder, path, count) {
  const { url, stop } = await serveFolder(folder);
  const page = await browser.newPage({ viewport: { width: 1000, height: 3000 } });
  page.setDefaultTimeout(20_000);
  await page.goto(`${url}/${path}`);
  await page.waitForFunction((count) => document.querySelectorAll("iframe").length === count + 1, count);
  for (let at = 0; at < count; at += 1) {
    await page.frameLocator("iframe").nth(at).locator(".answer").getByText("manage-users").first().waitFor();
  }
  await page.frameLocator("iframe").nth(count).getByText("Missing role").first().waitFor();
  // A card is below the whole code block.
  assert.equal(await page.locator(":is(.listingblock, .highlight) iframe").count(), 0);
  await page.close();
  stop();
}

test("pages of Antora show the role and a cause", { timeout: 300_000 }, async () => {
  await mkdir(tools, { recursive: true });
  await run("npm", ["install", "--prefix", tools, "--no-audit", "--no-fund", ...ANTORA], { maxBuffer: 1 << 26 });
  const [script, element] = blocksOf("Antora");
  const folder = join(root, "antora");
  const layout = "<!DOCTYPE html><html><head><meta charset=utf-8><title>{{page.title}}</title></head><body>{{{page.contents}}}{{> footer-scripts}}</body></html>";
  await write(folder, {
    "content/antora.yml": "name: example\ntitle: Example\nversion: ~\n",
    "content/modules/ROOT/pages/index.adoc": `= Users\n\n[source,bash]\n----\n${COMMAND}\n----\n\n${element}`,
    "ui/layouts/default.hbs": layout,
    "ui/layouts/404.hbs": layout,
    "ui/partials/footer-scripts.hbs": "",
    "supplemental-ui/partials/footer-scripts.hbs": script,
    "playbook.yml": `site: { title: Example }
content: { sources: [{ url: ./content, branches: HEAD }] }
ui: { bundle: { url: ./ui }, supplemental_files: ./supplemental-ui }
runtime: { cache_dir: ./cache }
output: { dir: ./build }
`,
  });
  // Antora reads pages from a repository.
  const git = (...words) => run("git", ["-C", join(folder, "content"), "-c", "user.name=Test", "-c", "user.email=test@example.com", ...words]);
  await git("init", "-q");
  await git("add", "-A");
  await git("commit", "-q", "-m", "Pages");
  await run(join(tools, "node_modules/.bin/antora"), ["playbook.yml"], { cwd: folder });
  await assertCards(join(folder, "build"), "example/", 1);
});

test("pages of Hugo show the role, also with line numbers, and a cause", { timeout: 300_000 }, async () => {
  const place = join(tools, "hugo");
  await run("python3", ["-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target", place, HUGO], { maxBuffer: 1 << 26 });
  const [script, shortcode] = blocksOf("Hugo");
  const layout = '<!DOCTYPE html><html><head><meta charset=utf-8>{{ partial "head.html" . }}</head><body>{{ .Content }}</body></html>';
  const block = (options) => `\`\`\`bash ${options}\n${COMMAND}\n\`\`\`\n\n`;
  const blocks = ["", "{linenos=table}", "{linenos=inline}"].map(block).join("");
  for (const classes of [true, false]) {
    const folder = join(root, `hugo-${classes}`);
    await write(folder, {
      "hugo.toml": `baseURL = "/"\ntitle = "Example"\ndisableKinds = ["taxonomy", "term", "rss"]\n[markup.highlight]\nnoClasses = ${!classes}\n`,
      "content/users.md": `---\ntitle: Users\n---\n${blocks}{{< why403-cause missing-role >}}\n`,
      "layouts/_default/single.html": layout,
      "layouts/_default/list.html": layout,
      "layouts/partials/head.html": script,
      "layouts/shortcodes/why403-cause.html": shortcode,
    });
    await run("python3", ["-m", "hugo", "--quiet"], { cwd: folder, env: { ...process.env, PYTHONPATH: place } });
    await assertCards(join(folder, "public"), "users/", 3);
  }
});
