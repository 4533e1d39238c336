"""Prints the requests that each method of python-keycloak's KeycloakAdmin sends: calls the method with a connection that sends nothing."""

import asyncio
import inspect
import sys

from keycloak import KeycloakAdmin, keycloak_admin
from keycloak.openid_connection import KeycloakOpenIDConnection

VALUE = "why403"
SENT = []


class Entry(dict):
    """An object that has every member."""

    def __missing__(self, _key):
        return VALUE

    def get(self, key, default=None):
        return self[key]


class Answer(list):
    """A list of objects that is an object too, because some methods expect a list and others an object."""

    def __init__(self):
        super().__init__([Entry(), Entry(name=f"default-roles-{VALUE}")])

    def __getitem__(self, key):
        return self[0][key] if isinstance(key, str) else super().__getitem__(key)

    def __setitem__(self, key, value):
        self[0][key] = value

    def get(self, key, default=None):
        return self[0][key]


class Response:
    """A response that every method accepts."""

    status_code = 200
    content = b"{}"
    text = "{}"
    headers = {"Location": f"/{VALUE}"}

    def json(self):
        return Answer()


def answer(response, *_arguments, **_named):
    """Replaces the library's check of responses."""
    return response.json()


def recorder(method, is_async):
    def send(path, *_arguments, **_named):
        SENT.append(f"{method} /{path.lstrip('/')}")
        return Response()

    async def send_later(path, *_arguments, **_named):
        return send(path)

    return send_later if is_async else send


def client():
    connection = KeycloakOpenIDConnection(
        server_url="http://localhost/", realm_name=VALUE, client_id=VALUE, client_secret_key=VALUE
    )
    for method in ("get", "post", "put", "delete"):
        setattr(connection, f"raw_{method}", recorder(method.upper(), False))
        setattr(connection, f"a_raw_{method}", recorder(method.upper(), True))
    return KeycloakAdmin(connection=connection)


def value(parameter):
    """A value for a parameter without a default."""
    kind = str(parameter.annotation)
    if "dict" in kind:
        return Entry(subGroups=[])
    if "list" in kind:
        return [VALUE]
    if "int" in kind:
        return 1
    return VALUE


def main():
    keycloak_admin.raise_error_from_response = answer
    # The library checks the types of the answers.
    keycloak_admin.isinstance = lambda _value, _type: True
    for name, method in inspect.getmembers(KeycloakAdmin, inspect.isfunction):
        # `a___fetch_all` is the asynchronous twin of a private method.
        if name.startswith(("_", "a__")):
            continue
        SENT.clear()
        required = [
            value(parameter)
            for parameter in list(inspect.signature(method).parameters.values())[1:]
            if parameter.default is parameter.empty
            and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        ]
        try:
            result = method(client(), *required)
            if inspect.iscoroutine(result):
                asyncio.run(result)
        except Exception as error:
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
        print("\t".join([name, *SENT]))


main()
