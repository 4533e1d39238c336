import requests
ADMIN = "https://sso.example.com/admin/realms/acme"
USERS = f"{ADMIN}/users"
def find(name):
    """GET users; also DELETE /admin/realms/acme/users/1 in docs"""
    url = f"{USERS}?username={name}"
    return requests.get(url, headers=H).json()
def remove(uid):
    url = USERS + "/" + uid
    resp = requests.delete(url, headers=H)
def enable(uid):
    return requests.request(method="PUT", url="%s/users/%s" % (ADMIN, uid), json={})
