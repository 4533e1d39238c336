import got from "got";
const kc = got.extend({ prefixUrl: "https://kc.internal/admin/realms/acme", responseType: "json" });
export const groups = () => kc("groups");
export const members = (id: string) => kc.get(`groups/${id}/members`);
export const drop = (id: string) => kc.delete(`groups/${id}`);
