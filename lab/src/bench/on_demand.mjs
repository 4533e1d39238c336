// Measures the functions of the on-demand bundle in Chromium's engine: node on_demand.mjs BUNDLE DATA. Prints JSON, in
// milliseconds.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, data] = process.argv.slice(2);
const file = (name) => join(folder, name);
const bundle = await import(pathToFileURL(file("on-demand.js")));
await bundle.default({ module_or_path: readFileSync(file("on-demand_bg.wasm")) });
const json = readFileSync(data, "utf8");

/** The median of many runs, after some to warm up. */
function time(what) {
  const runs = [];
  for (let run = 0; run < 400; run += 1) {
    const start = performance.now();
    what();
    if (run >= 100) runs.push(performance.now() - start);
  }
  return runs.sort((a, b) => a - b)[runs.length / 2];
}

/** The median of a few runs of something slow. The first run, in which the engine still compiles, counts as well. */
function timeSlow(what) {
  const runs = [];
  for (let run = 0; run < 5; run += 1) {
    const start = performance.now();
    what();
    runs.push(performance.now() - start);
  }
  return runs.sort((a, b) => a - b)[2];
}

/** A line, repeated to a length in megabytes. */
const repeated = (line, megabytes) => line.repeat((megabytes * 1e6) / line.length);

const start = performance.now();
if (!bundle.learn(json)) throw new Error("the permission data cannot be read");
const learnt = performance.now() - start;

// Fifty operations that every version has.
const all = JSON.parse(json).operations;
const old = all.filter(({ operation, ranges }) => operation.startsWith("GET ") && ranges[0].versions?.[0] === "22.0.5");
const chosen = old.slice(0, 50).map(({ operation }) => operation);
if (chosen.length !== 50) throw new Error(`only ${chosen.length} operations`);
const query = new URLSearchParams([["keycloak", "26.7.3"], ...chosen.map((operation) => ["operation", operation])]).toString();
if (bundle.least(query).length === 0) throw new Error("no roles for the operations");
const LOG =
  '2026-01-02 13:55:36,123 WARN [org.keycloak.events] type="CLIENT_LOGIN_ERROR", realmId="acme", clientId="backend", error="invalid_client_credentials"\n';
const PROSE = "The server still returns 403 Forbidden when I call the users endpoint from my backend.\n";
const CODE = "const answer = await fetch(`${base}/admin/realms/${realm}/users/${id}`, { method: 'PUT', headers });\n";
const paste = (text) => bundle.pasted(text, "", "", "1800000000", "");
const [pasted, log, code] = [repeated(PROSE, 1), repeated(LOG, 10), repeated(CODE, 1)];
console.log(
  JSON.stringify({
    learn: learnt,
    look_up: time(() => bundle.concrete("PUT https://sso.example.com/admin/realms/shop/users/7f3a/reset-password", "26.7.3")),
    solve: time(() => bundle.least(query)),
    solve_and_tell: time(() => bundle.tool("/roles", "", query, query, "", "")),
    paste: timeSlow(() => paste(pasted)),
    log: timeSlow(() => paste(log)),
    code: timeSlow(() => bundle.add_pasted("keycloak=26.7.3", code)),
  }),
);
