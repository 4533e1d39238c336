// Loads bundles that run in the browser and send nothing: the engine (`frontend/on-demand`) with the permission data, and the bundle that
// shows shared reports (`frontend/shared-report`).
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

async function bundle(name) {
  const loaded = await import(`${assets}/pkg/${name}.js`);
  await loaded.default();
  return loaded;
}

/** The functions that show shared reports. */
export const reports = once(() => bundle("shared-report"));

/** The engine with the permission data. */
export const engine = once(async () => {
  const [loaded, response] = await Promise.all([bundle("on-demand"), fetch(`${prefix}/data/permissions.json`)]);
  if (!response.ok || !loaded.learn(await response.text())) throw new Error("The permission data could not be loaded.");
  return loaded;
});
