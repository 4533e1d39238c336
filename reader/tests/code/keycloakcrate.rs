use keycloak::types::UserRepresentation;
use keycloak::{KeycloakAdmin, KeycloakServiceAccountAdminTokenRetriever};

pub struct Directory {
    url: String,
    cache: Cache,
}

impl Directory {
    pub async fn sync(&self, name: &str) -> Result<(), Box<dyn std::error::Error>> {
        let client = reqwest::Client::new();
        let retriever = KeycloakServiceAccountAdminTokenRetriever::create("backend", "secret", client.clone());
        let sso = KeycloakAdmin::new(&self.url, retriever, client);
        // sso.realm_users_with_user_id_delete("acme", name).await?;
        sso.realm_users_post(
            "acme",
            UserRepresentation {
                username: Some(name.into()),
                ..Default::default()
            },
        )
        .await?;
        let acme = sso.realm("acme");
        let groups = acme.groups_get().max(100).await?;
        for group in groups {
            self.cache.get(&group.id);
            acme.groups_with_group_id_members_get(&group.id).await?;
        }
        let all = sso.get(None).await?;
        self.cache.put(all);
        Ok(())
    }
}
