class Kc(private val client: HttpClient, url: String, realm: String) {
    private val root = "$url/admin/realms/$realm"
    suspend fun user(id: String) = client.get("$root/users/$id")
    suspend fun logout(id: String) = client.post("$root/users/$id/logout")
}
