// Starts nginx for the tests.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { delimiter, join } from "node:path";
import { endWithTests, listen } from "./why403.js";

/** Ports that no program listens on. */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  const urls = await Promise.all(servers.map(listen));
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return urls.map((url) => new URL(url).port);
}

/** Waits until a URL responds, with success unless `isReady` decides. `what` names the program in the error. */
export async function untilReady(url, what, isReady = (response) => response.ok) {
  for (let attempt = 0; !(await fetch(url).then(isReady, () => false)); attempt += 1) {
    assert.ok(attempt < 100, `${what} does not start`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Starts nginx with this content of its `http` block, and waits until the URL responds. nginx writes its files into the folder. */
export async function startNginx(folder, http, url) {
  const places = [...process.env.PATH.split(delimiter), "/usr/sbin"];
  const nginx = places.map((place) => join(place, "nginx")).find((file) => existsSync(file));
  assert.ok(nginx, "nginx is not installed");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(" ");
  const file = join(folder, "nginx.conf");
  await writeFile(
    file,
    `pid ${folder}/pid; worker_processes 1; error_log ${folder}/error.log; events {} http { ${temporary}\n${http}\n}`,
  );
  const options = ["-e", join(folder, "error.log"), "-c", file];
  execFileSync(nginx, [...options, "-t", "-q"], { stdio: "inherit" });
  const running = spawn(nginx, [...options, "-g", "daemon off;"], { stdio: "inherit" });
  endWithTests(running);
  await untilReady(url, "nginx");
  return { stop: () => running.kill() };
}
