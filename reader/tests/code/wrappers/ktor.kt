package com.acme.keycloak

import io.ktor.client.*
import io.ktor.client.call.*
import io.ktor.client.plugins.*
import io.ktor.client.request.*
import io.ktor.http.*

class KeycloakAdmin(private val config: KeycloakConfig, engine: HttpClientEngine) {
    private val client = HttpClient(engine) {
        expectSuccess = true
        defaultRequest {
            url("${config.url}/admin/realms/${config.realm}/")
            contentType(ContentType.Application.Json)
        }
    }

    suspend fun users(email: String): List<User> = client.get("users") { parameter("email", email) }.body()

    suspend fun create(user: User) {
        client.post("users") { setBody(user) }
    }

    suspend fun delete(id: String) {
        client.delete("users/$id")
    }

    suspend fun groups(): List<Group> = client.get("groups").body()
}
