// A worker: calls a function of the engine outside the page's thread, so that the page responds while it reads a long text. The text stays in
// the browser.
import begin, * as engine from "./pkg/on-demand.js";

async function answer([permissions, name, texts]) {
  const [response] = await Promise.all([fetch(permissions), begin()]);
  if (!response.ok || !engine.learn(await response.text())) throw new Error("The permission data could not be loaded.");
  return engine[name](...texts);
}

// The page does the work itself if it gets no list.
onmessage = ({ data }) => answer(data).then(postMessage, () => postMessage(null));
