// Writes THIRD-PARTY.txt: every crate that ships in the binary or the bundles, with its license texts. With --check it only compares.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FILE = "THIRD-PARTY.txt";
const SHIPPED = ["server", "playground", "reference", "on-demand"];
const PLATFORMS = ["x86_64-unknown-linux-gnu", "wasm32-unknown-unknown"];
const isNotice = /^(licen[cs]e|copying|notice|unlicense)/i;

/** The packages that ship on a platform: the dependencies of the shipped packages, without build and test dependencies. */
function shipped(platform) {
  const arguments_ = ["metadata", "--format-version=1", "--locked", "--offline", `--filter-platform=${platform}`];
  let text;
  try {
    text = execFileSync("cargo", arguments_, { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    // A package is not downloaded yet.
    text = execFileSync("cargo", arguments_.filter((one) => one !== "--offline"), { maxBuffer: 1 << 28 });
  }
  const { packages, resolve } = JSON.parse(text);
  const byId = new Map(packages.map((one) => [one.id, one]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const waiting = packages.filter((one) => one.source === null && SHIPPED.includes(one.name)).map((one) => one.id);
  const seen = new Set(waiting);
  while (waiting.length > 0) {
    for (const { pkg, dep_kinds } of nodes.get(waiting.pop()).deps) {
      if (seen.has(pkg) || !dep_kinds.some(({ kind }) => kind === null)) continue;
      seen.add(pkg);
      waiting.push(pkg);
    }
  }
  return [...seen].map((id) => byId.get(id)).filter((one) => one.source !== null);
}

const all = new Map(PLATFORMS.flatMap(shipped).map((one) => [`${one.name} ${one.version}`, one]));
const names = [...all.keys()].sort();
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
