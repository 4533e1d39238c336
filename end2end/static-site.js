// Writes static sites and serves them with a plain file server.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { binary } from "./why403.js";

/** The path of the sites. */
export const PREFIX = "/docs/why403";

/** Python's plain file server. */
export async function serveFiles(root) {
  const arguments_ = ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", root];
  const python = spawn("python3", arguments_, { stdio: ["ignore", "pipe", "ignore"] });
  const line = await new Promise((told, failed) => {
    createInterface(python.stdout).once("line", told);
    python.once("error", failed);
  });
  const port = /port (\d+)/.exec(line)[1];
  return { url: `http://127.0.0.1:${port}${PREFIX}`, stop: () => python.kill() };
}

/** A static site on a file server. `more` gets the site's origin, and returns additional arguments of the export. */
export async function startStaticSite(more = () => []) {
  const root = await mkdtemp(join(tmpdir(), "why403-static-"));
  const server = await serveFiles(root);
  const { origin } = new URL(server.url);
  const export_ = ["export", join(root, PREFIX), "--base-url", server.url, ...(await more(origin))];
  await promisify(execFile)(binary, export_);
  const stop = async () => {
    server.stop();
    await rm(root, { recursive: true, force: true });
  };
  return { url: server.url, origin, stop };
}
