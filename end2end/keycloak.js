// Sends requests to the Admin API of a real Keycloak as its administrator.

import assert from "node:assert/strict";

/** Signs in, and returns a function that sends a request with a JSON body and expects success. */
export async function administrator({ base_url, admin, password }) {
  const form = new URLSearchParams({ grant_type: "password", client_id: "admin-cli", username: admin, password });
  const login = await fetch(`${base_url}/realms/master/protocol/openid-connect/token`, { method: "POST", body: form });
  assert.ok(login.ok, `token: ${login.status}`);
  const { access_token } = await login.json();
  return async (method, path, body) => {
    const response = await fetch(base_url + path, {
      method,
      body: body && JSON.stringify(body),
      headers: { "content-type": "application/json", accept: "application/json", authorization: `Bearer ${access_token}` },
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return response;
  };
}
