//! What does a parameter of an operation's path want? In words for its field, and whether a value looks like something else.

use uuid::Uuid;

/// What a parameter wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// What the field is called.
    pub label: &'static str,
    /// Where the value is found.
    pub hint: &'static str,
    /// What a value that is no UUID probably is; nothing where the parameter need not be a UUID.
    mistaken: Option<&'static str>,
}

const CLIENT: Parameter = Parameter {
    label: "Client’s internal id",
    hint: "A UUID, not the client ID. In the Admin Console it stands in the address of the client’s page; \
           GET …/clients?clientId=… answers with it.",
    mistaken: Some(
        "This looks like a client ID. The path takes the client’s internal id, a UUID: GET \
         …/clients?clientId=… answers with it.",
    ),
};

const USER: Parameter = Parameter {
    label: "User ID",
    hint: "The UUID: in the Admin Console, Users → the user → ID.",
    mistaken: Some(
        "This does not look like a user id, but like a user name or e-mail address. The id is a UUID: \
         in the Admin Console, Users → the user → ID.",
    ),
};

const GROUP: Parameter = Parameter {
    label: "Group ID",
    hint: "A UUID, not the group’s name or path: GET …/groups?search=… answers with it.",
    mistaken: Some(
        "This looks like a group’s name or path. The path takes its id, a UUID: GET …/groups?search=… \
         answers with it.",
    ),
};

const SCOPE: Parameter = Parameter {
    label: "Client scope’s id",
    hint: "A UUID, not the scope’s name: GET …/client-scopes lists both.",
    mistaken: Some(
        "This looks like a client scope’s name. The path takes its id, a UUID: GET …/client-scopes \
         lists both.",
    ),
};

const ORGANIZATION: Parameter = Parameter {
    label: "Organization’s id",
    hint: "A UUID, not its name or alias: GET …/organizations?search=… answers with it.",
    mistaken: Some(
        "This looks like an organization’s name or alias. The path takes its id, a UUID: GET \
         …/organizations?search=… answers with it.",
    ),
};

const ROLE_ID: Parameter = Parameter {
    label: "Role’s id",
    hint: "A UUID, not the role’s name: GET …/roles/{role-name} answers with it.",
    mistaken: Some(
        "This looks like a role’s name. The path takes its id, a UUID; …/roles/{role-name} takes the name.",
    ),
};

/// What the parameter of this name wants in this path template.
pub fn parameter(template: &str, name: &str) -> Parameter {
    let plain = |label, hint| Parameter {
        label,
        hint,
        mistaken: None,
    };
    match name {
        "client-uuid" | "clientUuid" | "targetClientUuid" | "client" | "client-id" => CLIENT,
        "user-id" | "userId" | "member-id" => USER,
        "group-id" | "groupId" => GROUP,
        "client-scope-id" | "clientScopeId" => SCOPE,
        "org-id" => ORGANIZATION,
        "role-id" => ROLE_ID,
        "role-name" => plain(
            "Role’s name",
            "As it stands in the list of roles, not its id.",
        ),
        "flowAlias" => plain("Flow’s alias", "The name of the authentication flow."),
        "alias" if template.contains("/identity-provider") => plain(
            "Identity provider’s alias",
            "As it stands in the redirect URI.",
        ),
        "alias" => plain("Required action’s alias", "Such as UPDATE_PASSWORD."),
        "provider" => plain("Identity provider’s alias", ""),
        "locale" => plain("Locale", "Such as en or pt-BR."),
        "key" => plain("Message key", ""),
        "path" => plain(
            "Group’s path",
            "Such as parent/child, without a slash in front.",
        ),
        "protocol" => plain("Protocol", "openid-connect or saml."),
        "credentialId" => plain(
            "Credential’s id",
            "GET …/users/{user-id}/credentials lists them.",
        ),
        "newPreviousCredentialId" => plain("Id of the credential to move it behind", ""),
        "session" => plain("Session’s id", "GET …/users/{user-id}/sessions lists them."),
        "attr" => plain("Certificate", "Such as jwt.credential or saml.signing."),
        "type" if template.contains("/authz/") => plain(
            "Type",
            "Of a policy such as role, user or client; of a permission resource or scope.",
        ),
        "roleContainerId" => plain(
            "Role container",
            "The realm’s name, or a client’s internal id.",
        ),
        "id" if template.contains("/protocol-mappers/") => plain("Mapper’s id", "A UUID."),
        "id" if template.contains("/components/") => plain("Component’s id", "A UUID."),
        _ => plain("", ""),
    }
}

impl Parameter {
    /// What this value probably is instead; nothing where it may be right.
    pub fn doubt(&self, value: &str) -> Option<&'static str> {
        let value = value.trim();
        // What comes from a user federation has ids such as f:<component>:<name>.
        self.mistaken.filter(|_| {
            !value.is_empty() && !value.starts_with("f:") && Uuid::try_parse(value).is_err()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::parameter;

    #[test]
    fn a_name_where_an_id_belongs_is_doubted() {
        let id = "767aa65d-2912-4e44-81de-2301c0e83e25";
        for name in [
            "client-uuid",
            "client-id",
            "group-id",
            "client-scope-id",
            "org-id",
            "role-id",
            "user-id",
        ] {
            let wants = parameter("/admin/realms/{realm}/x/{y}", name);
            assert!(wants.doubt("my-backend").is_some(), "{name}");
            for fine in ["", " ", id] {
                assert_eq!(wants.doubt(fine), None, "{name} {fine:?}");
            }
        }
        assert!(
            parameter("", "client-id")
                .doubt("my-backend")
                .is_some_and(|words| words.contains("client ID"))
        );
    }

    #[test]
    fn a_name_where_a_name_belongs_is_not_doubted() {
        for name in [
            "role-name",
            "alias",
            "locale",
            "path",
            "flowAlias",
            "unheard-of",
        ] {
            assert_eq!(parameter("", name).doubt("anything"), None, "{name}");
        }
        assert_eq!(parameter("", "user-id").doubt("f:0815:jane"), None);
    }

    #[test]
    fn the_same_name_means_another_thing_in_another_path() {
        let label = |template| parameter(template, "alias").label;
        assert_ne!(
            label("/admin/realms/{realm}/identity-provider/instances/{alias}"),
            label("/admin/realms/{realm}/authentication/required-actions/{alias}")
        );
    }
}
