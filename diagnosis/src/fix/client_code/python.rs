//! The request with Python: requests, and the settings of python-keycloak.

use super::Part::{Grant, Header, Realm, Renewal, Token, Url};
use super::{Quoting, Sample};

pub(super) const SAMPLES: &[Sample] = &[
    Sample {
        title: "Python (requests)",
        comment: "#",
        quoting: Quoting::Double,
        is_tested: true,
        lines: &[
            (&[], "import os"),
            (&[], ""),
            (&[], "import requests"),
            (&[], ""),
            (&[Renewal], "token_response = requests.post("),
            (&[Url, Realm], "    «token_url»,"),
            (&[], "    data={"),
            (&[Grant], "        \"grant_type\": \"client_credentials\","),
            (&[], "        \"client_id\": «client_id»,"),
            (
                &[],
                "        \"client_secret\": os.environ[\"KEYCLOAK_CLIENT_SECRET\"],",
            ),
            (&[], "    },"),
            (&[], "    timeout=10,"),
            (&[], ")"),
            (&[], "token_response.raise_for_status()"),
            (&[Token], "token = token_response.json()[\"access_token\"]"),
            (&[], "response = requests.request("),
            (&[], "    «method»,"),
            (&[], "    «request_url»,"),
            (
                &[Header],
                "    headers={\"Authorization\": f\"Bearer {token}\"},",
            ),
            (&[], "    timeout=10,"),
            (&[], ")"),
            (&[], "print(response.status_code)"),
        ],
    },
    Sample {
        title: "Python (python-keycloak)",
        comment: "#",
        quoting: Quoting::Double,
        is_tested: true,
        lines: &[
            (&[], "import os"),
            (&[], ""),
            (&[], "from keycloak import KeycloakAdmin"),
            (&[], ""),
            (&[], "admin = KeycloakAdmin("),
            (&[Url], "    server_url=«base»,"),
            (&[Realm], "    user_realm_name=«token_realm»,"),
            (&[], "    realm_name=«realm»,"),
            (&[], "    client_id=«client_id»,"),
            (
                &[Grant],
                "    client_secret_key=os.environ[\"KEYCLOAK_CLIENT_SECRET\"],",
            ),
            (&[], ")"),
        ],
    },
];
