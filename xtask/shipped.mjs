// Lists the crates that ship in the binary or the bundles.
import { execFileSync } from "node:child_process";

const SHIPPED = ["server", "playground", "reference", "browser-check", "shared-report", "on-demand"];
const PLATFORMS = ["x86_64-unknown-linux-gnu", "wasm32-unknown-unknown"];

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

/** Every crate that ships on any platform, by name and version, sorted. */
export function crates() {
  const all = PLATFORMS.flatMap(shipped).map((one) => [`${one.name} ${one.version}`, one]);
  return new Map(all.sort(([one], [other]) => (one < other ? -1 : Number(one > other))));
}
