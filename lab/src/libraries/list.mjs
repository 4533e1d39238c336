// Prints the requests that each method of @keycloak/keycloak-admin-client sends: calls the method with a `fetch` that sends nothing.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import KcAdminClient from "@keycloak/keycloak-admin-client";

const VALUE = "why403";
let sent = [];

// A payload has a value for every name in the paths of the library's sources.
const folder = join(dirname(fileURLToPath(import.meta.resolve("@keycloak/keycloak-admin-client"))), "resources");
const sources = readdirSync(folder).filter((name) => name.endsWith(".js"));
const names = sources.flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(/\{(\w+)\}/g)]);
const payload = () => Object.fromEntries(names.map(([, name]) => [name, VALUE]));

// Some methods change what exists and create what is not found, which is a 404 or an empty response.
const OUTCOMES = ["found", "not found", "empty"];
let outcome = OUTCOMES[0];

globalThis.fetch = async (url, options = {}) => {
  const path = decodeURIComponent(new URL(url).pathname);
  sent.push(`${options.method ?? "GET"} ${path}`);
  const entry = { id: VALUE, name: VALUE };
  const body = JSON.stringify(path.endsWith("/search") ? entry : [entry]);
  return new Response(outcome === "empty" ? "" : body, {
    status: outcome === "not found" ? 404 : 200,
    headers: { location: `/${VALUE}`, "content-type": "application/json" },
  });
};

// Lists a resource. `path` is the expression that gives it.
async function list(path, resource) {
  const inherited = Object.getOwnPropertyNames(Object.getPrototypeOf(resource));
  for (const method of [...Object.keys(resource), ...inherited]) {
    const isOwn = !["constructor", "makeRequest", "makeUpdateRequest"].includes(method);
    if (!isOwn || typeof resource[method] !== "function") continue;
    const requests = [];
    let result;
    for (outcome of OUTCOMES) {
      sent = [];
      try {
        result = await resource[method]({ ...payload(), policy: payload() });
      } catch (error) {
        if (outcome === OUTCOMES[0]) console.error(`${path}.${method}: ${error.message}`);
      }
      // Another outcome may have the same request without its values.
      const verbs = requests.map((request) => request.split(" ")[0]);
      requests.push(...sent.filter((request) => outcome === OUTCOMES[0] || !verbs.includes(request.split(" ")[0])));
    }
    if (typeof result?.makeRequest === "function") {
      await list(`${path}.${method}()`, resource[method](VALUE));
    } else {
      console.log([`${path}.${method}`, ...new Set(requests)].join("\t"));
    }
  }
}

const client = new KcAdminClient({ baseUrl: "http://localhost", realmName: VALUE });
client.accessToken = VALUE;
for (const [name, resource] of Object.entries(client)) {
  if (typeof resource?.makeRequest === "function") await list(name, resource);
}
