//! The request with TypeScript or JavaScript: `fetch`, and the settings of @keycloak/keycloak-admin-client.

use super::Part::{Grant, Header, Realm, Renewal, Token, Url};
use super::{Quoting, Sample};

pub(super) const SAMPLES: &[Sample] = &[
    Sample {
        title: "TypeScript (fetch)",
        comment: "//",
        quoting: Quoting::Double,
        is_tested: true,
        lines: &[
            (
                &[Url, Realm, Renewal],
                "const tokenResponse = await fetch(«token_url», {",
            ),
            (&[], "  method: \"POST\","),
            (&[], "  body: new URLSearchParams({"),
            (&[Grant], "    grant_type: \"client_credentials\","),
            (&[], "    client_id: «client_id»,"),
            (
                &[],
                "    client_secret: process.env.KEYCLOAK_CLIENT_SECRET ?? \"\",",
            ),
            (&[], "  }),"),
            (&[], "});"),
            (
                &[],
                "if (!tokenResponse.ok) throw new Error(await tokenResponse.text());",
            ),
            (
                &[Token],
                "const token = (await tokenResponse.json()).access_token;",
            ),
            (&[], "const response = await fetch(«request_url», {"),
            (&[], "  method: «method»,"),
            (
                &[Header],
                "  headers: { Authorization: `Bearer ${token}` },",
            ),
            (&[], "});"),
            (&[], "console.log(response.status);"),
        ],
    },
    Sample {
        title: "TypeScript (@keycloak/keycloak-admin-client)",
        comment: "//",
        quoting: Quoting::Double,
        is_tested: true,
        lines: &[
            (
                &[],
                "import KcAdminClient from \"@keycloak/keycloak-admin-client\";",
            ),
            (&[], ""),
            (
                &[Url, Realm],
                "const kc = new KcAdminClient({ baseUrl: «base», realmName: «token_realm» });",
            ),
            (&[], "const signIn = () =>"),
            (&[], "  kc.auth({"),
            (&[Grant], "    grantType: \"client_credentials\","),
            (&[], "    clientId: «client_id»,"),
            (
                &[],
                "    clientSecret: process.env.KEYCLOAK_CLIENT_SECRET ?? \"\",",
            ),
            (&[], "  });"),
            (&[], "await signIn();"),
            (&[Renewal], "setInterval(signIn, 50_000).unref();"),
            (&[], "kc.setConfig({ realmName: «realm» });"),
        ],
    },
];
