// Writes THIRD-PARTY.txt: every crate that ships in the binary or the bundles, with its license texts. With --check it only compares.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { crates } from "./shipped.mjs";

const FILE = "THIRD-PARTY.txt";
const isNotice = /^(licen[cs]e|copying|notice|unlicense)/i;

const all = crates();
const names = [...all.keys()];
const texts = new Map();
for (const name of names) {
  const folder = dirname(all.get(name).manifest_path);
  for (const file of readdirSync(folder).filter((file) => isNotice.test(file)).sort()) {
    let text;
    try {
      text = readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
    } catch {
      continue; // A folder of licenses.
    }
    texts.set(text, [...(texts.get(text) ?? []), name]);
  }
}
const rule = "-".repeat(80);
const list = names.map((name) => `${name}  (${all.get(name).license ?? "see its license file"})`).join("\n");
const notices = [...texts].map(([text, of]) => `${rule}\n${of.join(", ")}\n${rule}\n\n${text}\n`).join("\n");
const whole = `Why403 contains these packages. Their licenses follow.\n\n${list}\n\n${notices}`;

if (!process.argv.includes("--check")) {
  writeFileSync(FILE, whole);
} else if (!existsSync(FILE) || readFileSync(FILE, "utf8") !== whole) {
  console.error(`${FILE} is out of date. Run: cargo xtask notices`);
  process.exit(1);
}
