package acme

import sttp.client3._
import sttp.client3.circe._

class KeycloakAdmin(server: String, realm: String, token: String, backend: SttpBackend[Identity, Any]) {
  private val base = uri"$server/admin/realms/$realm"

  private def authorized = basicRequest.auth.bearer(token)

  def users(email: String): Either[String, List[User]] =
    authorized.get(base.addPath("users").addParam("email", email)).response(asJson[List[User]]).send(backend).body.left.map(_.getMessage)

  def create(user: User): Unit =
    authorized.post(base.addPath("users")).body(user).send(backend)

  def delete(id: String): Unit =
    authorized.delete(base.addPath("users", id)).send(backend)
}
