//! Tests that no text makes the reader fail, and that the time grows linearly with the text.

use crate::code::read;
use crate::code::tests::{found, permissions};
use proptest::prelude::*;

/// Twice the text takes about twice the time, whatever the text is.
#[test]
fn the_time_grows_linearly_with_the_text() {
    let permissions = permissions().expect("the data file is read");
    for piece in [
        "(",
        "{",
        "\"",
        "`",
        "/admin/realms/",
        "/admin/realms/${",
        "\"/admin/realms/\" + ",
        "admin",
        "kcadm ",
        ".users()",
        "kc.",
        "@\n",
        "x = ",
        "a.realm((",
        "UsersResource users = realm.users(); ",
        "org.keycloak.admin.client.realm(a).users().get(b).roles().x();\n",
        "users.get(users.get(",
        "const {users} = kc; users.find();",
        "@keycloak/keycloak-admin-client a.users.b();",
        "x = KeycloakAdmin(); x.get_y();\n",
        "Nerzal/gocloak c := gocloak.NewClient(); c.GetUsers();",
        "using Keycloak.Net; KeycloakClient a = b; a.GetUserAsync(r);",
        "Fschmtt\\Keycloak Users $a = $kc->users(); $a->get(r);",
        "use keycloak::x; let a = KeycloakAdmin::new(); a.realm_users_get(r);",
        "\"GET /a HTTP/1.1\" 200 \"https://a/admin/realms/a\" ",
        "url = \"/admin/realms/a/users\"\n",
        "GET /admin/realms/a/users\n",
        "\n\n",
        "é",
        "fetch(`/admin/realms/${a}/users`)\n",
    ] {
        let time = |length: usize| {
            let text = piece.repeat(length / piece.len());
            (0..2)
                .map(|_| {
                    let started = std::time::Instant::now();
                    let _ = read(&permissions, &text);
                    started.elapsed()
                })
                .min()
                .unwrap_or_default()
        };
        // Other programs may use the processor, so one undisturbed run of several is enough.
        let is_linear = |_| {
            let (short, long) = (time(4_000), time(40_000));
            long < short * 30 + std::time::Duration::from_millis(20)
        };
        assert!(
            (0..6).any(is_linear),
            "{piece:?}: the time grows faster than the text"
        );
    }
}

proptest! {
    #[test]
    fn no_pasted_text_panics(text in "\\PC{0,300}") {
        let _ = found(&text);
    }

    #[test]
    fn no_text_that_looks_like_calls_panics(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "/admin/realms", "/admin/realms/x/users/", "${", "}", "{", "(", ")", "\"", "'", "`", " + ", "fetch(", ".get(", "method: ", "PUT", "\n", "\\\n",
            "=", ";", "é", "😀", "kcadm.sh ", "update users/1 -s ", "-", "kc.users.", "findOne", ".realm(", ".users()", "%7B", "%7", "<", ">", "$", "curl -d",
            "@GET\n", "GET ", "/users", "UsersResource users", "users", ".", "const {users} ", "kc.", "KeycloakAdmin(", "gocloak.NewClient", "OPTIONS ", " HTTP/1.1\"",
            "Referer: https://a/", ": ", ";", "return ", "org.keycloak.admin.client", "get(",
            "Request Method", "\\/", "?", "#", " . ", "x", ",",
        ]), 0..40)) {
        let _ = found(&pieces.concat());
    }
}
