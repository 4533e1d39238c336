from urllib.parse import urljoin
import requests


class BaseUrlSession(requests.Session):
    def __init__(self, base_url):
        super().__init__()
        self.base_url = base_url

    def request(self, method, url, *args, **kwargs):
        return super().request(method, urljoin(self.base_url, url), *args, **kwargs)


class Keycloak:
    def __init__(self, server, realm, token):
        self.session = BaseUrlSession(f"{server}/admin/realms/{realm}/")
        self.session.headers["Authorization"] = f"Bearer {token}"

    def find(self, username):
        r = self.session.get("users", params={"username": username, "exact": "true"})
        r.raise_for_status()
        return r.json()

    def create(self, username, password):
        r = self.session.post("users", json={"username": username, "enabled": True})
        r.raise_for_status()
        user_id = r.headers["Location"].rsplit("/", 1)[1]
        self.session.put(f"users/{user_id}/reset-password", json={"type": "password", "value": password})
        role = self.session.get("roles/member").json()
        self.session.post(f"users/{user_id}/role-mappings/realm", json=[role])
        return user_id
