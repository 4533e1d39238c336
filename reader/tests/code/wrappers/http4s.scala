package acme.keycloak

import cats.effect.IO
import org.http4s._
import org.http4s.client.Client

final class Groups(client: Client[IO], server: Uri, realm: String, token: String) {
  private val root = server / "admin" / "realms" / realm

  def all: IO[List[Group]] = client.expect[List[Group]](get(root / "groups"))

  def members(id: String): IO[List[User]] = client.expect[List[User]](get(root / "groups" / id / "members"))

  private def get(uri: Uri): Request[IO] =
    Request[IO](Method.GET, uri).putHeaders(Authorization(Credentials.Token(AuthScheme.Bearer, token)))
}
