// Loads the engine: the bundle `frontend/on-demand` with the permission data.
const { prefix = "", assets = "" } = document.documentElement.dataset;
let loading;

/** The engine. It runs in the browser, and sends nothing. After a failure, the next call loads it again. */
export function engine() {
  loading ??= (async () => {
    const [bundle, response] = await Promise.all([import(`${assets}/pkg/on-demand.js`), fetch(`${prefix}/data/permissions.json`)]);
    await bundle.default();
    if (!response.ok || !bundle.learn(await response.text())) throw new Error("The permission data could not be loaded.");
    return bundle;
  })().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
