//! The operations that conditions of several places have in common.

/// Changes of a client, except its deletion.
pub(super) const CLIENT_CHANGES: &[&str] = &[
    "PUT ~/clients/{client-uuid}",
    "POST ~/clients/{client-uuid}/client-secret",
    "POST ~/clients/{client-uuid}/registration-access-token",
    "POST ~/clients/{client-uuid}/roles",
    "POST ~/clients/{client-uuid}/protocol-mappers/models",
    "POST ~/clients/{client-uuid}/push-revocation",
    "POST ~/clients/{client-uuid}/nodes",
];
/// Assignments of client scopes to a client.
pub(super) const CLIENT_SCOPES: &[&str] = &[
    "PUT ~/clients/{client-uuid}/default-client-scopes/{clientScopeId}",
    "PUT ~/clients/{client-uuid}/optional-client-scopes/{clientScopeId}",
];
pub(super) const CLIENT_DELETION: &[&str] = &["DELETE ~/clients/{client-uuid}"];
/// Changes of a client's role.
pub(super) const CLIENT_ROLE_CHANGES: &[&str] = &[
    "PUT ~/roles-by-id/{role-id}",
    "DELETE ~/roles-by-id/{role-id}",
    "PUT ~/clients/{client-uuid}/roles/{role-name}",
    "DELETE ~/clients/{client-uuid}/roles/{role-name}",
];
/// Changes of the client roles of a user or a group.
pub(super) const CLIENT_ROLE_MAPPINGS: &[&str] = &[
    "POST ~/users/{user-id}/role-mappings/clients/{client-id}",
    "DELETE ~/users/{user-id}/role-mappings/clients/{client-id}",
    "POST ~/groups/{group-id}/role-mappings/clients/{client-id}",
    "DELETE ~/groups/{group-id}/role-mappings/clients/{client-id}",
];
pub(super) const REALM_ROLE_DELETION: &[&str] = &[
    "DELETE ~/roles/{role-name}",
    "DELETE ~/roles-by-id/{role-id}",
];
