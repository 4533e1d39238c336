//! Describes a path parameter for its field, and recognizes values that look like something else.

use uuid::Uuid;

/// Describes a path parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The label of the field.
    pub label: &'static str,
    /// Where to find the value.
    pub hint: &'static str,
    /// The warning for a value that is not a UUID; `None` if the parameter need not be a UUID.
    mistaken: Option<&'static str>,
}

const CLIENT: Parameter = Parameter {
    label: "Client’s internal ID",
    hint: "A UUID, not the Client ID. Copy it from the URL of the client’s page in the Admin Console, or use GET \
     …/clients?clientId=….",
    mistaken: Some(
        "This looks like a Client ID. Enter the client’s internal ID, a UUID. GET …/clients?clientId=… returns it.",
    ),
};

const USER: Parameter = Parameter {
    label: "User ID",
    hint: "The user’s UUID. Admin Console: Users → select the user → ID.",
    mistaken: Some(
        "This looks like a user name or email address. Enter the user’s UUID. Admin Console: Users → select the user → ID.",
    ),
};

const GROUP: Parameter = Parameter {
    label: "Group ID",
    hint: "A UUID, not the group’s name or path. GET …/groups?search=… returns it.",
    mistaken: Some(
        "This looks like a group’s name or path. Enter the group ID, a UUID. GET …/groups?search=… returns it.",
    ),
};

const SCOPE: Parameter = Parameter {
    label: "Client scope ID",
    hint: "A UUID, not the scope’s name. GET …/client-scopes lists both.",
    mistaken: Some(
        "This looks like a client scope’s name. Enter the client scope ID, a UUID. GET …/client-scopes lists both.",
    ),
};

const ORGANIZATION: Parameter = Parameter {
    label: "Organization ID",
    hint: "A UUID, not the name or alias. GET …/organizations?search=… returns it.",
    mistaken: Some(
        "This looks like an organization’s name or alias. Enter the organization ID, a UUID. GET \
         …/organizations?search=… returns it.",
    ),
};

const ROLE_ID: Parameter = Parameter {
    label: "Role ID",
    hint: "A UUID, not the role’s name. GET …/roles/{role-name} returns it.",
    mistaken: Some(
        "This looks like a role’s name. Enter the role ID, a UUID, or use the operation …/roles/{role-name}.",
    ),
};

/// Describes the parameter with this name in this path template.
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
            "Role name",
            "The name in the list of roles, not the role ID.",
        ),
        "flowAlias" => plain("Flow alias", "The name of the authentication flow."),
        "alias" if template.contains("/identity-provider") => plain(
            "Identity provider alias",
            "The last part of the redirect URI before /endpoint.",
        ),
        "alias" => plain("Required action alias", "For example UPDATE_PASSWORD."),
        "provider" => plain("Identity provider alias", ""),
        "locale" => plain("Locale", "For example en or pt-BR."),
        "key" => plain("Message key", ""),
        "path" => plain(
            "Group path",
            "For example parent/child, without a leading slash.",
        ),
        "protocol" => plain("Protocol", "openid-connect or saml."),
        "credentialId" => plain(
            "Credential ID",
            "GET …/users/{user-id}/credentials lists them.",
        ),
        "newPreviousCredentialId" => plain("ID of the credential to move it after", ""),
        "session" => plain("Session ID", "GET …/users/{user-id}/sessions lists them."),
        "attr" => plain("Certificate", "For example jwt.credential or saml.signing."),
        "type" if template.contains("/authz/") => plain(
            "Type",
            "For a policy, for example role, user, or client. For a permission, resource or scope.",
        ),
        "roleContainerId" => plain(
            "Role container",
            "The realm name or a client’s internal ID.",
        ),
        "id" if template.contains("/protocol-mappers/") => plain("Mapper ID", "A UUID."),
        "id" if template.contains("/components/") => plain("Component ID", "A UUID."),
        _ => plain("", ""),
    }
}

/// Whether a text has the form of a user ID: a UUID, or `f:<component>:<name>` for users of a user federation.
pub fn is_user_id(text: &str) -> bool {
    text.starts_with("f:") || Uuid::try_parse(text).is_ok()
}

impl Parameter {
    /// The warning for this value; `None` if the value may be correct.
    pub fn warning(&self, value: &str) -> Option<&'static str> {
        let value = value.trim();
        // Objects of a user federation have IDs such as f:<component>:<name>.
        self.mistaken.filter(|_| {
            !value.is_empty() && !value.starts_with("f:") && Uuid::try_parse(value).is_err()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::parameter;

    #[test]
    fn a_name_instead_of_an_id_is_a_warning() {
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
            assert!(wants.warning("my-backend").is_some(), "{name}");
            for fine in ["", " ", id] {
                assert_eq!(wants.warning(fine), None, "{name} {fine:?}");
            }
        }
        assert!(
            parameter("", "client-id")
                .warning("my-backend")
                .is_some_and(|words| words.contains("Client ID"))
        );
    }

    #[test]
    fn a_name_in_the_field_of_a_name_is_no_warning() {
        for name in [
            "role-name",
            "alias",
            "locale",
            "path",
            "flowAlias",
            "unheard-of",
        ] {
            assert_eq!(parameter("", name).warning("anything"), None, "{name}");
        }
        assert_eq!(parameter("", "user-id").warning("f:0815:jane"), None);
    }

    #[test]
    fn the_meaning_of_a_parameter_depends_on_the_path() {
        let label = |template| parameter(template, "alias").label;
        assert_ne!(
            label("/admin/realms/{realm}/identity-provider/instances/{alias}"),
            label("/admin/realms/{realm}/authentication/required-actions/{alias}")
        );
    }
}
