// Prints the software bill of materials: every crate that ships, with license and checksum, as CycloneDX 1.6. The same source prints the same text.
import { readFileSync } from "node:fs";

import { crates } from "./shipped.mjs";

const lock = readFileSync("Cargo.lock", "utf8");
const version = /^version = "(.*)"$/m.exec(readFileSync("Cargo.toml", "utf8"))[1];
const checksums = new Map(
  [...lock.matchAll(/name = "(.*)"\nversion = "(.*)"\nsource = ".*"\nchecksum = "(.*)"/g)].map(([, name, number, sum]) => [
    `${name} ${number}`,
    sum,
  ]),
);
/** The crate in the form of the standard; old crates separate alternative licenses with a slash. */
const component = ([id, { name, version, license }]) => ({
  type: "library",
  "bom-ref": `pkg:cargo/${name}@${version}`,
  name,
  version,
  purl: `pkg:cargo/${name}@${version}`,
  ...(license && { licenses: [{ expression: license.replaceAll(/\s*\/\s*/g, " OR ") }] }),
  ...(checksums.has(id) && { hashes: [{ alg: "SHA-256", content: checksums.get(id) }] }),
});
const why403 = {
  type: "application",
  "bom-ref": `why403@${version}`,
  name: "why403",
  version,
  licenses: [{ expression: "Apache-2.0" }],
};
const components = [...crates()].map(component);
const bom = {
  $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  version: 1,
  metadata: { component: why403 },
  components,
};
console.log(JSON.stringify(bom, null, 2));
