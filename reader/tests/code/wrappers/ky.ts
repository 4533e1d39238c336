import ky from 'ky';
import { getToken } from './token';

const keycloak = ky.extend({
  prefixUrl: `${process.env.KEYCLOAK_URL}/admin/realms/${process.env.KEYCLOAK_REALM}`,
  hooks: { beforeRequest: [async (request) => request.headers.set('Authorization', `Bearer ${await getToken()}`)] },
});

export const listGroups = () => keycloak.get('groups').json<Group[]>();
export const createGroup = (name: string) => keycloak.post('groups', { json: { name } });
export const renameGroup = (id: string, name: string) => keycloak.put(`groups/${id}`, { json: { name } });
export async function members(id: string, first = 0) {
  return keycloak.get(`groups/${id}/members`, { searchParams: { first, max: 100 } }).json<User[]>();
}
