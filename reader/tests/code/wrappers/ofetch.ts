import { ofetch } from 'ofetch'

export const kcFetch = ofetch.create({
  baseURL: `${useRuntimeConfig().keycloak.url}/admin/realms/${useRuntimeConfig().keycloak.realm}`,
  async onRequest({ options }) {
    options.headers.set('Authorization', `Bearer ${await serviceToken()}`)
  },
})

export default defineEventHandler(async (event) => {
  const roles = await kcFetch<Role[]>('/roles')
  if (!roles.some((role) => role.name === 'editor')) {
    await kcFetch('/roles', { method: 'POST', body: { name: 'editor' } })
  }
  await kcFetch(`/roles/${getRouterParam(event, 'old')}`, { method: 'DELETE' })
})
