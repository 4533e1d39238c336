impl Kc {
    fn url(&self, path: &str) -> String { format!("{}/admin/realms/{}{}", self.base, self.realm, path) }
    async fn users(&self) -> Result<Vec<User>> { self.http.get(self.url("/users")).send().await }
    async fn del(&self, id: &str) -> Result<()> { self.http.delete(self.url(&format!("/users/{id}"))).send().await }
}
