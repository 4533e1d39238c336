class Groups(private val http: HttpClient) {
    private suspend fun groups(rest: String): String = http.get("$url/admin/realms/$realm/groups$rest").bodyAsText()
    suspend fun all() = groups("?briefRepresentation=true")
    suspend fun members(id: String) = groups("/$id/members")
}
