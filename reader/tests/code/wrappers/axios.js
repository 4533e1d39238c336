const axios = require('axios');

class KeycloakService {
  constructor({ baseUrl, realm, tokens }) {
    this.tokens = tokens;
    this.http = axios.create({
      baseURL: `${baseUrl}/admin/realms/${realm}`,
      timeout: 5000,
    });
  }

  async request(method, path, data) {
    const token = await this.tokens.get();
    const response = await this.http.request({ method, url: path, data, headers: { Authorization: `Bearer ${token}` } });
    return response.data;
  }

  findUser(email) {
    return this.request('GET', `/users?email=${encodeURIComponent(email)}&exact=true`);
  }

  getUser(id) {
    return this.request('GET', `/users/${id}`);
  }

  updateUser(id, changes) {
    return this.request('PUT', `/users/${id}`, changes);
  }

  leaveGroup(id, group) {
    return this.request('DELETE', `/users/${id}/groups/${group}`);
  }
}

module.exports = KeycloakService;
