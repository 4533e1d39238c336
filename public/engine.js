// Loads the engine: the bundle `frontend/on-demand`, and the permission data. The engine runs in the browser, and sends nothing.
const { prefix = "", assets = "" } = document.documentElement.dataset;
let loading;
let learning;

/** The engine without the permission data. It is enough to show shared reports. After a failure, the next call loads it again. */
export function bundle() {
  loading ??= import(`${assets}/pkg/on-demand.js`)
    .then(async (loaded) => {
      await loaded.default();
      return loaded;
    })
    .catch((error) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

/** The engine with the permission data. After a failure, the next call loads it again. */
export function engine() {
  learning ??= Promise.all([bundle(), fetch(`${prefix}/data/permissions.json`)])
    .then(async ([loaded, response]) => {
      if (!response.ok || !loaded.learn(await response.text())) throw new Error("The permission data could not be loaded.");
      return loaded;
    })
    .catch((error) => {
      learning = undefined;
      throw error;
    });
  return learning;
}
