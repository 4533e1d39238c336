// Writes static sites and serves them with plain file servers.

import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";
import { binary, endWithTests, listen } from "./why403.js";

/** The path of the sites. */
export const PREFIX = "/docs/why403";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".json": "application/json" };

/** Python's plain file server. */
export async function serveFiles(root) {
  const arguments_ = ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", root];
  const python = spawn("python3", arguments_, { stdio: ["ignore", "pipe", "ignore"] });
  const line = await new Promise((told, failed) => {
    createInterface(python.stdout).once("line", told);
    python.once("error", failed);
  });
  endWithTests(python);
  const port = /port (\d+)/.exec(line)[1];
  return { url: `http://127.0.0.1:${port}${PREFIX}`, stop: () => python.kill() };
}

/** A file server without any header but the media type, and with the redirect that file servers send for a folder. */
export async function serveFolder(folder) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    let path = normalize(decodeURIComponent(url.pathname));
    try {
      if (path.endsWith("/")) path += "index.html";
      else if (!extname(path) && existsSync(join(folder, path, "index.html"))) {
        response.writeHead(301, { location: `${url.pathname}/${url.search}` }).end();
        return;
      }
      const content = await readFile(join(folder, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  const url = await listen(server);
  return {
    url,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
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
