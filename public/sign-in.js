// Signs in through Keycloak's own page on static sites: the authorization code flow of a public client with PKCE (RFC 7636).
// The access token is only in the form's field, in the memory of this page. Unlike a module, this script runs before the form reads the URL.
{
  const KEY = "why403.sign-in";
  const section = document.getElementById("sign-in");
  const button = section.querySelector("button");
  const status = section.querySelector("[role=status]");
  const redirect = `${location.origin}${document.documentElement.dataset.prefix ?? ""}/`;

  const say = (text, isFinal = true) => {
    status.textContent = text;
    if (isFinal) section.scrollIntoView({ block: "nearest" });
  };
  const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
  const field = (id) => document.getElementById(id)?.value.trim() ?? "";

  /** The issuer and the endpoints of the realm; an error names the field that is wrong. */
  async function discover(base, realm) {
    let url;
    try {
      url = new URL(base);
    } catch {
      throw new Error("Enter the Keycloak base URL in the form, such as https://sso.example.com.");
    }
    if (!/^https?:$/.test(url.protocol) || url.username || url.password) {
      throw new Error("The Keycloak base URL must start with https:// or http:// and contain no user name.");
    }
    if (!realm || /^\.+$/.test(realm)) throw new Error("Enter the realm in the form.");
    const place = `${url.origin}${url.pathname.replace(/\/+$/, "")}/realms/${encodeURIComponent(realm)}`;
    try {
      const response = await fetch(`${place}/.well-known/openid-configuration`, { credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" });
      const { issuer, authorization_endpoint, token_endpoint } = await response.json();
      const endpoints = [authorization_endpoint, token_endpoint].map((endpoint) => new URL(endpoint));
      if (endpoints.every(({ protocol }) => /^https?:$/.test(protocol))) return { issuer, authorization: authorization_endpoint, token: token_endpoint };
    } catch {
      // The error below also covers a document without endpoints.
    }
    throw new Error(`The browser got no OpenID Connect configuration from ${place}. Check the base URL and the realm.`);
  }

  /** Opens Keycloak's sign-in page. This tab stores the verifier until Keycloak redirects back. */
  async function start() {
    const [base, realm, client, scope] = ["url", "realm", "client_id", "scope"].map(field);
    if (!client) throw new Error("Enter the client ID of a public client in the form.");
    if (!crypto.subtle) throw new Error("Browsers allow this sign-in only on pages with https: URLs and on this machine.");
    const { issuer, authorization, token } = await discover(base, realm);
    const [state, verifier] = [random(), random()];
    const challenge = base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
    sessionStorage.setItem(KEY, JSON.stringify({ issuer, token, client, state, verifier }));
    const query = { response_type: "code", client_id: client, redirect_uri: redirect, state, code_challenge: challenge, code_challenge_method: "S256" };
    if (scope) query.scope = scope;
    location.assign(`${authorization}?${new URLSearchParams(query)}`);
  }

  /** Checks the parameters that Keycloak sent back in the URL, and exchanges the code for a token. */
  async function finish(returned, started) {
    if (!started || returned.get("state") !== started.state) {
      throw new Error("This sign-in did not start in this tab, so its code was not used. Sign in again.");
    }
    const { issuer, token, client, verifier } = started;
    // Another server may have redirected the browser here (RFC 9207).
    if (returned.has("iss") && returned.get("iss") !== issuer) {
      throw new Error(`The code comes from ${returned.get("iss")} instead of ${issuer}, so it was not used. Sign in again.`);
    }
    const error = returned.get("error");
    if (error) throw new Error(explained(error, returned.get("error_description"), client));
    const body = new URLSearchParams({ grant_type: "authorization_code", code: returned.get("code"), redirect_uri: redirect, client_id: client, code_verifier: verifier });
    let response;
    try {
      response = await fetch(token, { method: "POST", body, credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" });
    } catch {
      throw new Error(`The browser blocked Keycloak’s response with the token. Add ${location.origin} to the Web origins of the client ${client}, and sign in again.`);
    }
    const result = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(explained(result.error, result.error_description, client));
    if (!result.access_token) throw new Error("Keycloak’s response contains no access token.");
    return result;
  }

  /** The sentence for an error of Keycloak. */
  function explained(error, description, client) {
    const reason = [error, description].filter(Boolean).join(": ") || "no reason given";
    const other = `Use a public client instead of ${client}: Client authentication off, Standard flow on.`;
    const advice = {
      access_denied: "The sign-in was canceled.",
      invalid_client: other,
      // Keycloak 26.7.5 sends this error for a client that needs a secret.
      unauthorized_client: other,
      invalid_grant: "The code has expired or was used before. Sign in again.",
    }[error];
    return `Keycloak did not issue a token (${reason}). ${advice ?? "Check the client’s settings, and sign in again."}`;
  }

  /** Waits until the form is hydrated, and enters the token as if the user had pasted it. */
  async function fill(token) {
    const put = (input, value, event) => {
      input.value = value;
      input.dispatchEvent(new Event(event, { bubbles: true }));
    };
    const appears = async (selector) => {
      for (;;) {
        const found = document.querySelector(selector);
        if (found) return found;
        await new Promise((next) => setTimeout(next, 50));
      }
    };
    await appears("#form button.go:enabled");
    put(document.getElementById("grant"), "token", "change");
    put(await appears("#token"), token, "input");
  }

  async function take(returned) {
    const started = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    sessionStorage.removeItem(KEY);
    const { access_token: token, expires_in: seconds } = await finish(returned, started);
    await fill(token);
    say(`Signed in. The form contains your access token${seconds ? `, which is valid for ${seconds} s` : ""}. Reloading the page discards it.`);
    document.querySelector("#form button.go").focus();
  }

  const failed = (error) => say(error.message);
  button.addEventListener("click", () => {
    say("Opening Keycloak’s sign-in page…", false);
    start().catch(failed);
  });

  const returned = new URLSearchParams(location.search);
  if (returned.has("state") && (returned.has("code") || returned.has("error"))) {
    // The code must not stay in the history, and the form must not take the URL for a link that fills it in.
    history.replaceState(null, "", location.pathname);
    say("Getting the access token…", false);
    take(returned).catch(failed);
  }
}
