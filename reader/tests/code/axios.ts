import axios from "axios";
const kc = axios.create({ baseURL: `${process.env.KC}/admin/realms/${realm}`, headers });
export const list = () => kc.get("/users", { params: { max: 10 } });
export const del = (id: string) => kc.delete(`/users/${id}`);
// export const all = () => kc.get("/clients");
