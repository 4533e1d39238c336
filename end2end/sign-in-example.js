// Reads the example of docs/hosting.md in which nginx asks oauth2-proxy whether a visitor is signed in.

import { readFile } from "node:fs/promises";

/** The locations of the example, with the ports of Why403 and of oauth2-proxy. */
export async function locations(why403, proxy) {
  const documentation = await readFile(new URL("../docs/hosting.md", import.meta.url), "utf8");
  const [, example] = /^## Sign-in\n[^]*?\n\n((?: {4}.*\n)+)/m.exec(documentation);
  return example.replaceAll("127.0.0.1:8403", `127.0.0.1:${why403}`).replaceAll("127.0.0.1:4180", `127.0.0.1:${proxy}`);
}
