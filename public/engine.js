// Loads the engine: the bundle `frontend/on-demand`, and the permission data. The engine runs in the browser, and sends nothing.
const { prefix = "", assets = "" } = document.documentElement.dataset;

/** Calls the function once, and returns its promise. After a failure, the next call tries again. */
function once(load) {
  let loading;
  return () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/** The engine without the permission data. It is enough to show shared reports. */
export const bundle = once(async () => {
  const loaded = await import(`${assets}/pkg/on-demand.js`);
  await loaded.default();
  return loaded;
});

/** The engine with the permission data. */
export const engine = once(async () => {
  const [loaded, response] = await Promise.all([bundle(), fetch(`${prefix}/data/permissions.json`)]);
  if (!response.ok || !loaded.learn(await response.text())) throw new Error("The permission data could not be loaded.");
  return loaded;
});
