import got from 'got';

const api = got.extend({
  prefixUrl: new URL(`/admin/realms/${realm}`, keycloakUrl),
  responseType: 'json',
});

async function call<T>(path: string, options: OptionsOfJSONResponseBody = {}): Promise<T> {
  const { body } = await api<T>(path, { ...options, headers: { authorization: `Bearer ${await token()}` } });
  return body;
}

export async function rotate(clientId: string): Promise<string> {
  const [client] = await call<Client[]>(`clients?clientId=${clientId}`);
  const old = await call<Secret>(`clients/${client.id}/client-secret`);
  log.info({ old: old.value.slice(0, 3) });
  const secret = await call<Secret>(`clients/${client.id}/client-secret`, { method: 'POST' });
  return secret.value;
}
