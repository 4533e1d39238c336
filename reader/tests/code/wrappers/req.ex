defmodule MyApp.KeycloakAdmin do
  @moduledoc "Admin API"

  defp client do
    Req.new(
      base_url: "#{System.fetch_env!("KEYCLOAK_URL")}/admin/realms/#{System.fetch_env!("KEYCLOAK_REALM")}",
      auth: {:bearer, MyApp.Token.fetch()}
    )
  end

  def user(id), do: client() |> Req.get!(url: "/users/#{id}") |> Map.get(:body)

  def delete(id) do
    Req.delete!(client(), url: "/users/#{id}")
  end

  def identities(id) do
    response = Req.get!(client(), url: "/users/:id/federated-identity", path_params: [id: id])
    response.body
  end
end
