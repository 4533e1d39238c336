//! Recreates an organization with members, groups, and invitations.

use anyhow::Result;
use serde_json::json;

use super::super::{REALM, World};

impl World<'_> {
    pub(super) fn renew_organization(&mut self) -> Result<()> {
        let number = self.number();
        let name = format!("organization-{number}");
        let body = json!({ "name": name, "alias": name, "domains": [{ "name": format!("o{number}.example.org") }] });
        let Some(organization) = self.try_post("/organizations", &body)? else {
            return Ok(());
        };
        let path = format!("/organizations/{organization}");
        self.renew_user()?;
        let user = self.things.get("user").unwrap_or_default().to_owned();
        self.admin
            .post(&format!("/realms/{REALM}{path}/members"), &json!(user))?
            .accepted("a member")?;
        self.renew_identity_provider()?;
        let alias = self.things.get("idp").unwrap_or_default();
        self.admin
            .post(
                &format!("/realms/{REALM}{path}/identity-providers"),
                &json!(alias),
            )?
            .accepted("an identity provider")?;
        if let Some(group) = self.try_post(
            &format!("{path}/groups"),
            &json!({ "name": "organization-group" }),
        )? {
            self.try_post(
                &format!("{path}/groups/{group}/children"),
                &json!({ "name": "child" }),
            )?;
            self.admin.put(
                &format!("/realms/{REALM}{path}/groups/{group}/members/{user}"),
                &json!({}),
            )?;
            // 26.6 added groups of organizations, and 26.7 their roles.
            let mappings = format!("{path}/groups/{group}/role-mappings");
            if self.has(&format!("{mappings}/realm"))? {
                self.map_role(&format!("{path}/groups/{group}"))?;
                self.map_client_role(&format!("{path}/groups/{group}"))?;
            }
            self.things.set("organization_group", group);
        }
        self.things.set("spare_idp", self.make_identity_provider()?);
        let form = format!("email=invited-{number}%40example.org&firstName=A&lastName=B");
        let url = format!(
            "{}/admin/realms/{REALM}{path}/members/invite-user",
            self.base_url
        );
        ureq::post(&url)
            .config()
            .http_status_as_error(false)
            .build()
            .header("authorization", &format!("Bearer {}", self.admin.token()?))
            .header("content-type", "application/x-www-form-urlencoded")
            .send(&form)?;
        let invitations = self
            .admin
            .get(&format!("/realms/{REALM}{path}/invitations"))?
            .json();
        if let Some(invitation) = invitations[0]["id"].as_str() {
            self.things.set("invitation", invitation);
        }
        self.things.set("organization", organization);
        self.things.set("organization_name", name);
        Ok(())
    }
}
