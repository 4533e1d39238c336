// Rates one page of each kind with Lighthouse, as a phone and as a desktop: npm --prefix end2end run lighthouse
//
// Fails below 100 for accessibility, best practices, and SEO. The performance is printed only, because it depends on the machine.
// The server is the one at WHY403_URL, or the release build.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openPlayground, startBrowser, startServer } from "./why403.js";

const pages = [
  "/",
  "/causes",
  "/causes/missing-role",
  "/causes/admin-audience-missing",
  "/operations",
  "/operations/get-organizations-members-member-id-organizations",
  "/roles",
  "/roles?operation=GET+%2Fadmin%2Frealms%2F%7Brealm%7D%2Fusers",
  "/roles/view-users",
  "/what-if?role=query-users",
  "/upgrade?from=24.0.5&to=26.7.3&role=view-users",
  "/changes",
  "/guide",
  "/data",
];
/**
 * Pages that search engines must not list: search results, and the pages that other sites embed. Lighthouse rates no page with the status
 * 404.
 */
const unlisted = ["/search?q=view-users", "/embed/role/get-users-user-id", "/embed/cause/missing-role", "/embed/playground"];
const devices = { phone: [], desktop: ["--preset=desktop"] };
const required = ["accessibility", "best-practices", "seo"];
const categories = ["performance", ...required];
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

/** A link to the demo's report, as the page copies it. */
async function reportLink(server) {
  const browser = await startBrowser();
  try {
    const { page } = await openPlayground(browser, server);
    await page.getByRole("button", { name: "Run demo" }).click();
    await page.getByRole("heading", { name: "Share" }).waitFor();
    await page.getByRole("button", { name: "Copy report link" }).click();
    await page.getByText("Copied", { exact: true }).waitFor();
    return await page.evaluate(() => navigator.clipboard.readText());
  } finally {
    await browser.close();
  }
}

/** The ratings of a page from 0 to 100, and what lowers the required ones. */
async function rate(url, folder, device) {
  const file = join(folder, "report.json");
  const options = [`--chrome-flags=${flags.join(" ")}`, `--only-categories=${categories}`, "--output=json", `--output-path=${file}`];
  const run = () =>
    promisify(execFile)("lighthouse", [url, ...options, ...devices[device], "--quiet"], {
      env: { ...process.env, CHROME_PATH: process.env.CHROME_PATH ?? "/usr/bin/chromium" },
    });
  // On a busy machine, Lighthouse sometimes misses the start of the page load.
  await run().catch(run);
  const report = JSON.parse(await readFile(file, "utf8"));
  const ratings = categories.map((name) => Math.round(report.categories[name].score * 100));
  const faults = required.flatMap((name) =>
    report.categories[name].auditRefs
      .map(({ id, weight }) => ({ category: name, weight, ...report.audits[id] }))
      .filter(({ weight, score }) => weight > 0 && score !== null && score < 1)
      .map(({ category, id, title, details }) => ({
        category,
        text: `${id}: ${title} ${(details?.items ?? []).map(({ node, url }) => node?.snippet ?? url ?? "").join(" ")}`,
      })),
  );
  return { ratings, faults };
}

const folder = await mkdtemp(join(tmpdir(), "why403-lighthouse-"));
const server = await startServer();
let failed = false;
try {
  const listed = pages.map((path) => ({ name: path, url: server.url + path, isListed: true }));
  const others = unlisted.map((path) => ({ name: path, url: server.url + path, isListed: false }));
  const all = [...listed, { name: "/#report=…", url: await reportLink(server), isListed: true }, ...others];
  for (const device of Object.keys(devices)) {
    console.log([device.padEnd(64), ...categories].join("  "));
    for (const { name, url, isListed } of all) {
      const { ratings, faults } = await rate(url, folder, device);
      console.log([name.padEnd(64), ...ratings.map((rating, at) => String(rating).padStart(categories[at].length))].join("  "));
      const counted = faults.filter(({ category }) => isListed || category === "accessibility");
      for (const { text } of counted) console.log(`  ${text}`);
      failed ||= counted.length > 0;
    }
  }
} finally {
  server.stop();
  await rm(folder, { recursive: true });
}
process.exitCode = failed ? 1 : 0;
