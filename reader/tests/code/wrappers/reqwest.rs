use reqwest::{Client, Method, RequestBuilder, Url};

pub struct Keycloak {
    http: Client,
    base: Url,
    token: String,
}

impl Keycloak {
    pub fn new(server: &Url, realm: &str, token: String) -> anyhow::Result<Self> {
        let base = server.join(&format!("admin/realms/{realm}/"))?;
        Ok(Self { http: Client::new(), base, token })
    }

    fn request(&self, method: Method, path: &str) -> anyhow::Result<RequestBuilder> {
        Ok(self.http.request(method, self.base.join(path)?).bearer_auth(&self.token))
    }

    pub async fn users(&self, search: &str) -> anyhow::Result<Vec<User>> {
        Ok(self.request(Method::GET, "users")?.query(&[("search", search)]).send().await?.error_for_status()?.json().await?)
    }

    pub async fn create(&self, user: &NewUser) -> anyhow::Result<()> {
        self.request(Method::POST, "users")?.json(user).send().await?.error_for_status()?;
        Ok(())
    }

    pub async fn invite(&self, id: &str) -> anyhow::Result<()> {
        self.request(Method::PUT, &format!("users/{id}/execute-actions-email"))?
            .json(&["UPDATE_PASSWORD"])
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }
}
