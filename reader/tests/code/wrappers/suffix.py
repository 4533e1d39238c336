import requests

def user_request(method, user_id, tail="", body=None):
    url = f"{KEYCLOAK}/admin/realms/{REALM}/users/{user_id}{tail}"
    response = requests.request(method, url, json=body, headers=auth())
    response.raise_for_status()
    return response.json() if response.content else None

def show(user_id):
    print(user_request("GET", user_id))
    print(user_request("GET", user_id, "/groups"))

def reset(user_id, password):
    user_request("PUT", user_id, "/reset-password", {"type": "password", "value": password})
