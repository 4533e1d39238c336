const base = () => `${KC}/admin/realms/${R}`;
async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  const res = await fetch(`${base()}${path}`, { ...init, headers });
  return res.json();
}
export const users = () => call<User[]>("/users");
export const mk = (g: G) => call("/groups", { method: "POST", body: JSON.stringify(g) });
export const dyn = (p: string) => call(p);
