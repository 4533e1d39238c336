// Rates one page of each kind with Lighthouse, as a phone: npm --prefix end2end run lighthouse
//
// Fails below 100 for accessibility, best practices, and SEO. The performance is printed only, because it depends on the machine.
// The server is the one at WHY403_URL, or the release build.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startServer } from "./why403.js";

const pages = [
  "/",
  "/causes",
  "/causes/missing-role",
  "/operations",
  "/operations/get-organizations-members-member-id-organizations",
  "/roles",
  "/roles/view-users",
  "/what-if?role=query-users",
  "/upgrade?from=24.0.5&to=26.7.3&role=view-users",
  "/changes",
  "/guide",
  "/data",
];
const required = ["accessibility", "best-practices", "seo"];
const categories = ["performance", ...required];
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

/** The ratings of a page from 0 to 100, and what lowers the required ones. */
async function rate(url, folder) {
  const file = join(folder, "report.json");
  const options = [`--chrome-flags=${flags.join(" ")}`, `--only-categories=${categories}`, "--output=json", `--output-path=${file}`];
  await promisify(execFile)("lighthouse", [url, ...options, "--quiet"], {
    env: { ...process.env, CHROME_PATH: process.env.CHROME_PATH ?? "/usr/bin/chromium" },
  });
  const report = JSON.parse(await readFile(file, "utf8"));
  const ratings = categories.map((name) => Math.round(report.categories[name].score * 100));
  const faults = required.flatMap((name) =>
    report.categories[name].auditRefs
      .map(({ id, weight }) => ({ weight, ...report.audits[id] }))
      .filter(({ weight, score }) => weight > 0 && score !== null && score < 1)
      .map(({ id, title, details }) => `${id}: ${title} ${(details?.items ?? []).map(({ node, url }) => node?.snippet ?? url ?? "").join(" ")}`),
  );
  return { ratings, faults };
}

const folder = await mkdtemp(join(tmpdir(), "why403-lighthouse-"));
const server = await startServer();
let failed = false;
try {
  console.log(["page".padEnd(64), ...categories].join("  "));
  for (const path of pages) {
    const { ratings, faults } = await rate(server.url + path, folder);
    console.log([path.padEnd(64), ...ratings.map((rating, at) => String(rating).padStart(categories[at].length))].join("  "));
    for (const fault of faults) console.log(`  ${fault}`);
    failed ||= ratings.slice(1).some((rating) => rating < 100);
  }
} finally {
  server.stop();
  await rm(folder, { recursive: true });
}
process.exitCode = failed ? 1 : 0;
