defmodule Acme.Keycloak do
  use HTTPoison.Base

  def process_request_url(path) do
    Application.fetch_env!(:acme, :keycloak_url) <> "/admin/realms/" <> Application.fetch_env!(:acme, :realm) <> path
  end

  def process_request_headers(headers), do: [{"authorization", "Bearer " <> Acme.Token.get()} | headers]

  def find_user(email) do
    case get("/users", [], params: [email: email]) do
      {:ok, %{status_code: 200, body: body}} -> {:ok, Jason.decode!(body)}
      {:ok, %{status_code: status}} -> {:error, status}
    end
  end

  def create_user(attrs), do: post("/users", Jason.encode!(attrs), [{"content-type", "application/json"}])

  def add_to_group(user_id, group_id), do: put("/users/#{user_id}/groups/#{group_id}", "")
end
