//! The settings of gocloak, a client for Go.

use super::Part::{Grant, Realm, Renewal, Token, Url};
use super::{Quoting, Sample};

pub(super) const SAMPLES: &[Sample] = &[Sample {
    title: "Go (gocloak)",
    comment: "//",
    quoting: Quoting::Double,
    is_tested: false,
    lines: &[
        (&[Url], "client := gocloak.NewClient(«base»)"),
        (
            &[Realm, Grant, Renewal],
            "token, err := client.LoginClient(ctx, «client_id», os.Getenv(\"KEYCLOAK_CLIENT_SECRET\"), «token_realm»)",
        ),
        (&[], "if err != nil {"),
        (&[], "\treturn err"),
        (&[], "}"),
        (
            &[Token],
            "users, err := client.GetUsers(ctx, token.AccessToken, «realm», gocloak.GetUsersParams{})",
        ),
    ],
}];
