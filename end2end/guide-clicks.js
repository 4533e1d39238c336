// Follows the clicks of the guide in the Admin Console of a real Keycloak, by the labels that the guide names.

/** The names that the guide shows until a reader enters others. */
export const NAMES = { realm: "acme", client_id: "billing-service", username: "john-doe" };
const STEP_TIME = 60_000;

/** Creates the realm, the client, and the user, and assigns the role. `show` gets the name and the part of each screen that the guide shows. */
export async function followGuide(page, { base_url, admin, password }, { realm, client_id, username }, show = async () => {}) {
  page.setDefaultTimeout(STEP_TIME);
  const button = (name) => page.getByRole("button", { name, exact: true }).first().click();
  const tab = (name) => page.getByRole("tab", { name, exact: true }).click();
  const open = (name) => page.getByRole("link", { name, exact: true }).click();
  const content = page.getByRole("main");

  await page.goto(`${base_url}/admin/master/console/`);
  await page.locator("#username").fill(admin);
  await page.locator("#password").fill(password);
  await page.locator("#kc-login").click();
  await content.waitFor();

  await open("Manage realms");
  await button("Create realm");
  await page.getByLabel("Realm name").fill(realm);
  await show("realm", page.getByRole("dialog"));
  await button("Create");

  await open("Clients");
  await page.getByRole("link", { name: "Create client", exact: true }).or(page.getByRole("button", { name: "Create client", exact: true })).click();
  await page.getByLabel("Client ID").fill(client_id);
  await button("Next");
  await page.getByLabel("Client authentication").check({ force: true });
  await page.getByLabel("Standard flow", { exact: true }).uncheck();
  await page.getByLabel("Service account roles", { exact: true }).check();
  await show("client", content);
  await button("Next");
  await button("Save");
  await tab("Credentials");
  await page.getByLabel("Client Secret").first().waitFor();
  await show("secret", content);

  await open("Users");
  await button("Create new user");
  await page.getByLabel("Username").fill(username);
  await button("Create");
  await page.getByLabel("User ID", { exact: true }).waitFor();
  await show("user", content);

  await open("Clients");
  await page.getByRole("link", { name: client_id, exact: true }).click();
  await tab("Service account roles");
  await button("Assign role");
  await page.getByRole("menuitem", { name: "Client roles", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByPlaceholder(/search/i).fill("view-users");
  await page.keyboard.press("Enter");
  const row = dialog.getByRole("row").filter({ hasText: "view-users" }).filter({ hasText: "realm-management" });
  await row.getByRole("checkbox").check();
  await show("role", dialog);
  await dialog.getByRole("button", { name: "Assign", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
  // The dialog closes before the role is assigned. Then the list contains it.
  await content.getByRole("row").filter({ hasText: "view-users" }).waitFor();
}
