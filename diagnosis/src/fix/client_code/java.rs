//! The request with Java: the JDK's HTTP client, and the settings of Keycloak's admin client, Spring, and Quarkus.

use super::Part::{Grant, Header, Realm, Renewal, Token, Url};
use super::{Quoting, Sample};

pub(super) const SAMPLES: &[Sample] = &[
    Sample {
        title: "Java (java.net.http)",
        comment: "//",
        quoting: Quoting::Double,
        is_tested: true,
        lines: &[
            (&[], "import java.net.URI;"),
            (&[], "import java.net.URLEncoder;"),
            (&[], "import java.net.http.HttpClient;"),
            (&[], "import java.net.http.HttpRequest;"),
            (&[], "import java.net.http.HttpRequest.BodyPublishers;"),
            (&[], "import java.net.http.HttpResponse.BodyHandlers;"),
            (
                &[],
                "import static java.nio.charset.StandardCharsets.UTF_8;",
            ),
            (&[], ""),
            (&[], "public class Main {"),
            (
                &[],
                "    public static void main(String[] args) throws Exception {",
            ),
            (&[], "        var http = HttpClient.newHttpClient();"),
            (
                &[Grant],
                "        var form = \"grant_type=client_credentials\"",
            ),
            (
                &[],
                "            + \"&client_id=\" + URLEncoder.encode(«client_id», UTF_8)",
            ),
            (
                &[],
                "            + \"&client_secret=\" + URLEncoder.encode(System.getenv(\"KEYCLOAK_CLIENT_SECRET\"), UTF_8);",
            ),
            (
                &[Url, Realm],
                "        var tokenUrl = URI.create(«token_url»);",
            ),
            (
                &[],
                "        var tokenRequest = HttpRequest.newBuilder(tokenUrl)",
            ),
            (
                &[],
                "            .header(\"Content-Type\", \"application/x-www-form-urlencoded\")",
            ),
            (
                &[],
                "            .POST(BodyPublishers.ofString(form)).build();",
            ),
            (
                &[Renewal],
                "        var tokenResponse = http.send(tokenRequest, BodyHandlers.ofString()).body();",
            ),
            (
                &[Token],
                "        var token = tokenResponse.replaceFirst(\"(?s).*\\\"access_token\\\"\\\\s*:\\\\s*\\\"([^\\\"]+)\\\".*\", \"$1\");",
            ),
            (
                &[],
                "        var request = HttpRequest.newBuilder(URI.create(«request_url»))",
            ),
            (
                &[Header],
                "            .header(\"Authorization\", \"Bearer \" + token)",
            ),
            (
                &[],
                "            .method(«method», BodyPublishers.noBody()).build();",
            ),
            (
                &[],
                "        System.out.println(http.send(request, BodyHandlers.ofString()).statusCode());",
            ),
            (&[], "    }"),
            (&[], "}"),
        ],
    },
    Sample {
        title: "Java (keycloak-admin-client)",
        comment: "//",
        quoting: Quoting::Double,
        is_tested: true,
        lines: &[
            (&[], "Keycloak keycloak = KeycloakBuilder.builder()"),
            (&[Url], "    .serverUrl(«base»)"),
            (&[Realm], "    .realm(«token_realm»)"),
            (
                &[Grant],
                "    .grantType(OAuth2Constants.CLIENT_CREDENTIALS)",
            ),
            (&[], "    .clientId(«client_id»)"),
            (
                &[],
                "    .clientSecret(System.getenv(\"KEYCLOAK_CLIENT_SECRET\"))",
            ),
            (&[], "    .build();"),
            (&[], "RealmResource realm = keycloak.realm(«realm»);"),
        ],
    },
    Sample {
        title: "Spring Boot (application.properties)",
        comment: "#",
        quoting: Quoting::Property,
        is_tested: false,
        lines: &[
            (
                &[Url, Realm],
                "spring.security.oauth2.client.provider.keycloak.token-uri=«token_url»",
            ),
            (
                &[Grant],
                "spring.security.oauth2.client.registration.keycloak.authorization-grant-type=client_credentials",
            ),
            (
                &[],
                "spring.security.oauth2.client.registration.keycloak.client-id=«client_id»",
            ),
            (
                &[],
                "spring.security.oauth2.client.registration.keycloak.client-secret=${KEYCLOAK_CLIENT_SECRET}",
            ),
        ],
    },
    Sample {
        title: "Quarkus (application.properties)",
        comment: "#",
        quoting: Quoting::Property,
        is_tested: false,
        lines: &[
            (&[Url], "quarkus.keycloak.admin-client.server-url=«base»"),
            (
                &[Realm],
                "quarkus.keycloak.admin-client.realm=«token_realm»",
            ),
            (
                &[Grant],
                "quarkus.keycloak.admin-client.grant-type=CLIENT_CREDENTIALS",
            ),
            (&[], "quarkus.keycloak.admin-client.client-id=«client_id»"),
            (
                &[],
                "quarkus.keycloak.admin-client.client-secret=${KEYCLOAK_CLIENT_SECRET}",
            ),
        ],
    },
];
