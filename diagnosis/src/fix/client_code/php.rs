//! The request with PHP and Guzzle.

use super::Part::{Grant, Header, Realm, Renewal, Token, Url};
use super::{Quoting, Sample};

pub(super) const SAMPLES: &[Sample] = &[Sample {
    title: "PHP (Guzzle)",
    comment: "//",
    quoting: Quoting::Single,
    is_tested: false,
    lines: &[
        (
            &[],
            "$http = new GuzzleHttp\\Client(['http_errors' => false]);",
        ),
        (
            &[Url, Realm, Renewal],
            "$tokenResponse = $http->post(«token_url», ['form_params' => [",
        ),
        (&[Grant], "    'grant_type' => 'client_credentials',"),
        (&[], "    'client_id' => «client_id»,"),
        (
            &[],
            "    'client_secret' => getenv('KEYCLOAK_CLIENT_SECRET'),",
        ),
        (&[], "]]);"),
        (
            &[Token],
            "$token = json_decode($tokenResponse->getBody())->access_token;",
        ),
        (&[], "$response = $http->request(«method», «request_url», ["),
        (
            &[Header],
            "    'headers' => ['Authorization' => \"Bearer $token\"],",
        ),
        (&[], "]);"),
        (&[], "echo $response->getStatusCode();"),
    ],
}];
