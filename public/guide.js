// Runs the guide: puts the reader's names into the commands, copies commands, and runs the steps in the demo.
const main = document.getElementById("content");
const prefix = document.documentElement.dataset.prefix ?? "";
const form = main.querySelector("form.names");
const note = document.getElementById("names-note");
const accepted = note.textContent;

/** Puts the names of the form into the commands, the links, and the URL of the page. A name that the commands cannot contain stays out. */
function fill() {
  const query = new URLSearchParams();
  for (const input of form.elements) {
    const value = input.value.trim();
    const usable = input.name && input.validity.valid && value && !/^\.+$/.test(value);
    if (!usable) continue;
    const name = input.name === "url" ? value.replace(/\/+$/, "") : value;
    query.set(input.name, name);
    for (const mark of main.querySelectorAll(`mark[data-name="${input.name}"]`)) mark.textContent = name;
    if (input.name !== "client_id") continue;
    // The service account's user name contains the client ID, in lower case.
    for (const mark of main.querySelectorAll('mark[data-name="account"]')) mark.textContent = name.toLowerCase();
  }
  const rejected = [...form.elements].some((input) => input.value && !input.validity.valid);
  note.textContent = rejected ? note.dataset.rejected : accepted;
  history.replaceState(null, "", `?${query}${location.hash}`);
  query.delete("username");
  for (const link of main.querySelectorAll("[data-playground]")) link.href = `${prefix}/?${query}`;
}

/** Fills the form from the URL, because a static site has no server that does. */
function restore() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const input = form.elements.namedItem(name);
    if (input) input.value = value;
  }
}

restore();
if (location.search) fill();
form.addEventListener("input", fill);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  fill();
});

for (const commands of main.querySelectorAll("pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(commands.innerText);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(commands);
      button.textContent = "Selected. Press Ctrl+C to copy";
    }
  });
  const row = document.createElement("p");
  row.append(button);
  commands.after(row);
}

// Every visit starts with a demo of its own, in which the role is missing, and a second one that imitates the announced release.
const facts = Object.fromEntries(new URLSearchParams(main.dataset.demo));
const visitor = `guide-${[...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16)).join("")}`;
let base;

async function send(path, options = {}) {
  const response = await fetch(base + path, options);
  return { status: response.status, body: await response.text() };
}

async function token(realm, fields) {
  const { status, body } = await send(`/realms/${realm}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams(fields),
  });
  if (status !== 200) throw new Error(`The demo issued no token: ${status}.`);
  return JSON.parse(body).access_token;
}

/** Does what the administrator would do in the Admin Console. */
async function assign(name) {
  const { status } = await send(`/admin/${facts.realm}/console/assign-${name}`, { method: "POST" });
  if (status !== 200) throw new Error(`The demo responded with ${status}.`);
  return { text: "Assigned. Send the request again." };
}

const steps = {
  async send() {
    const { realm, client_id, client_secret, user_id } = facts;
    const bearer = await token(realm, { grant_type: "client_credentials", client_id, client_secret });
    const { status, body } = await send(`/admin/realms/${realm}/users/${user_id}`, { headers: { authorization: `Bearer ${bearer}` } });
    return { status, text: status === 200 ? `User ${JSON.parse(body).username}` : body };
  },
  assign: () => assign("view-users"),
  scope: () => assign("kc-admin-api"),
};

for (const button of main.querySelectorAll("[data-step]")) {
  const result = document.getElementById(button.getAttribute("aria-describedby"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    result.textContent = "Sending…";
    try {
      const release = button.closest("[data-announced]") ? facts.announced : "";
      base = `${prefix}/demo/${release}${visitor}`;
      const { status, text } = await steps[button.dataset.step]();
      result.textContent = text;
      if (status) {
        const plate = document.createElement("span");
        plate.className = `plate ${{ 200: "ok", 401: "who" }[status] ?? "may"}`;
        plate.textContent = status;
        result.prepend(plate, " ");
      }
    } catch (error) {
      result.textContent = `${error.message} Reload the page to start over.`;
    }
    button.disabled = false;
    button.focus();
  });
}
