import httpx
from .settings import settings


class KeycloakAdmin:
    def __init__(self) -> None:
        self._client = httpx.AsyncClient(
            base_url=f"{settings.keycloak_url}/admin/realms/{settings.realm}",
            timeout=10,
        )

    async def _call(self, method: str, path: str, **kwargs) -> httpx.Response:
        headers = {"Authorization": f"Bearer {await self._token()}"}
        response = await self._client.request(method, path, headers=headers, **kwargs)
        response.raise_for_status()
        return response

    async def get_user(self, user_id: str) -> dict:
        return (await self._call("GET", f"/users/{user_id}")).json()

    async def delete_user(self, user_id: str) -> None:
        await self._call("DELETE", f"/users/{user_id}")

    async def sign_out(self, user_id: str) -> None:
        await self._call("POST", f"/users/{user_id}/logout")
