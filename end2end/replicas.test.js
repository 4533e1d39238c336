// Tests two replicas behind nginx, which passes requests to them in turn: the demo and the guide lead from the 403 to the 200.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { freePorts, startNginx, untilReady } from "./nginx.js";
import { alive, assertNoComplaints, binary, endWithTests, openPage, runGuide, startBrowser } from "./why403.js";

const stops = [];
after(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** Two replicas behind nginx. Their arguments and its configuration are those of docs/hosting.md, with the ports of this test. */
async function startSite() {
  const [port, ...replicas] = await freePorts(3);
  const url = `http://127.0.0.1:${port}`;
  const documentation = await readFile(new URL("../docs/hosting.md", import.meta.url), "utf8");
  const section = documentation.slice(documentation.indexOf("## Behind a proxy"));
  const here = (text) =>
    text.replaceAll("https://why403.example.com", url).replace(/127\.0\.0\.1:(8403|8404)/g, (_, known) => `127.0.0.1:${replicas[known - 8403]}`);
  const commands = [...section.matchAll(/^ {4}why403 (serve .*--replica .*)$/gm)].map(([, command]) => here(command).split(" "));
  assert.equal(commands.length, 2);
  for (const command of commands) {
    const replica = spawn(binary, command, { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, WHY403_LOG: "warn" } });
    endWithTests(replica);
    stops.push(() => replica.kill());
  }
  await Promise.all(replicas.map((replica) => untilReady(`http://127.0.0.1:${replica}/readyz`, "a replica")));

  const [location] = /^ {4}location \/ \{\n[^]*?^ {4}\}/m.exec(section);
  const [upstream] = /^ {4}upstream why403 \{\n[^]*?^ {4}\}/m.exec(section);
  const place = await mkdtemp(join(tmpdir(), "why403-replicas-"));
  stops.push(() => rm(place, { recursive: true, force: true }));
  const log = `log_format replica "$upstream_addr $request"; access_log ${place}/access.log replica;`;
  const proxied = location.replace("http://127.0.0.1:8403", "http://why403");
  const http = `${log}\n${here(upstream)} server { listen 127.0.0.1:${port}; ${proxied} }`;
  const nginx = await startNginx(place, http, `${url}/readyz`);
  stops.push(nginx.stop);
  return { url, replicas, requests: async () => (await readFile(join(place, "access.log"), "utf8")).trim().split("\n") };
}

const site = await startSite();
const browser = await startBrowser();
stops.push(() => browser.close());

/** Fails if one of the replicas handled none of the requests with this text. */
async function assertBothHandled(text) {
  const lines = (await site.requests()).filter((line) => line.includes(text));
  for (const port of site.replicas) assert.ok(lines.some((line) => line.startsWith(`127.0.0.1:${port} `)), `${text} at ${port}: ${lines.join("\n")}`);
}

test("the demo leads from the 403 to the 200 and back, whichever replica handles a request", async () => {
  const { page, context, complaints } = await openPage(browser, site);
  await page.goto(`${site.url}/`);
  await alive(page);
  const expect = (status) => page.locator(".verdict .status", { hasText: status }).waitFor();
  await page.getByRole("button", { name: "Run demo" }).click();
  await expect("403");
  for (let round = 0; round < 4; round += 1) {
    for (const [button, status] of [["Assign view-users", "200"], ["Unassign view-users", "403"]]) {
      await page.getByRole("button", { name: button, exact: true }).click();
      await page.locator("#demo-again:enabled").click({ trial: true });
      // In every other round, one more request sends the check to the other replica.
      if (round % 2) await fetch(`${site.url}/readyz`);
      await page.locator("#demo-again:enabled").click();
      await expect(status);
    }
  }
  await assertBothHandled("POST /api/run-check");
  assertNoComplaints(complaints);
  await context.close();
});

test("the guide leads from the 403 to the 200, whichever replica handles a request", async () => {
  for (const extra of [0, 1]) {
    const { page, context } = await openPage(browser, site);
    await page.goto(`${site.url}/guide`);
    for (let sent = 0; sent < extra; sent += 1) await fetch(`${site.url}/readyz`);
    await runGuide(page);
    await context.close();
  }
});
