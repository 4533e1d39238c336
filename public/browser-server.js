// Replaces the server on static sites: runs checks, or sends them to the Why403 server of the site, and is the mock Keycloak of the demo.

const { prefix = "", assets = "", server } = document.documentElement.dataset;
const send = globalThis.fetch.bind(globalThis);
let loading;

/** Loads the engine and the permission data, once. */
async function load() {
  const [bundle, data] = await Promise.all([import(`${assets}/pkg/browser-check.js`), send(`${prefix}/data/permissions.json`)]);
  if (!data.ok) throw new Error(`${data.url} returned ${data.status}`);
  await bundle.default();
  return new bundle.BrowserServer(location.origin, prefix, await data.text());
}

/** The engine; `undefined` if it could not be loaded. The next request tries again. */
async function engine() {
  loading ??= load();
  try {
    return await loading;
  } catch {
    loading = undefined;
  }
}

const problem = (error, status) => Response.json({ error }, { status });
const notLoaded = () => problem("The files of the live check could not be loaded from this site. Your input is still here.", 503);

/** Runs a check, and streams its events as lines. */
async function check(request) {
  const body = await request.text();
  if (server && !JSON.parse(body).request.demo) return checkOnServer(body, request.signal);
  const browser = await engine();
  if (!browser) return notLoaded();
  let prepared;
  try {
    prepared = browser.check(body);
  } catch (error) {
    return new Response(error, { status: 422, headers: { "content-type": "application/json" } });
  }
  const canceled = new AbortController();
  const encoder = new TextEncoder();
  const lines = new ReadableStream({
    async start(stream) {
      await prepared.run(canceled.signal, (line) => stream.enqueue(encoder.encode(`${line}\n`)));
      if (!canceled.signal.aborted) stream.close();
    },
    cancel: () => canceled.abort(),
  });
  return new Response(lines);
}

/** Runs a check on the Why403 server of this site. */
async function checkOnServer(body, signal) {
  const headers = { "content-type": "application/json" };
  try {
    return await send(`${server}/api/run-check`, { method: "POST", headers, body, signal, credentials: "omit", referrerPolicy: "no-referrer" });
  } catch (error) {
    if (signal.aborted) throw error;
    const allow = `To allow this site, start that server with --allowed-origin ${location.origin}.`;
    return problem(`The Why403 server at ${server} did not respond, or does not allow this site. ${allow}`, 502);
  }
}

/** Responds as the mock Keycloak. */
async function demo(request) {
  const browser = await engine();
  if (!browser) return notLoaded();
  const [status, body, ...pairs] = await browser.demo(request.method, request.url, [...request.headers].flat(), await request.text());
  const headers = new Headers();
  for (let at = 0; at < pairs.length; at += 2) headers.append(pairs[at], pairs[at + 1]);
  const location = headers.get("location");
  if (location && request.redirect === "follow") return fetch(new URL(location, request.url));
  return new Response(status === "204" ? null : body, { status: Number(status), headers });
}

globalThis.fetch = (resource, options) => {
  const { origin, pathname } = new URL(resource instanceof Request ? resource.url : resource, location.href);
  // A request is copied only here, because copying it uses up its body.
  if (origin === location.origin && pathname === `${prefix}/api/run-check`) return check(new Request(resource, options));
  if (origin === location.origin && pathname.startsWith(`${prefix}/demo/`)) return demo(new Request(resource, options));
  return send(resource, options);
};
