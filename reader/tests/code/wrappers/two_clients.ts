import axios from 'axios';

const keycloak = axios.create({ baseURL: `${process.env.KC}/admin/realms/acme` });
const shop = axios.create({ baseURL: process.env.SHOP_URL });

export async function sync() {
  const { data: users } = await keycloak.get('/users');
  for (const user of users) {
    const { data: groups } = await shop.get('/groups');
    await shop.post('/users', { id: user.id, groups });
    cache.delete('/clients');
  }
}
