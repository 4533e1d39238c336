//! The request with C#.

use super::Part::{Grant, Header, Realm, Renewal, Token, Url};
use super::{Quoting, Sample};

pub(super) const SAMPLES: &[Sample] = &[Sample {
    title: "C# (HttpClient)",
    comment: "//",
    quoting: Quoting::Double,
    is_tested: false,
    lines: &[
        (&[], "using System.Net.Http.Headers;"),
        (&[], "using System.Net.Http.Json;"),
        (&[], "using System.Text.Json;"),
        (&[], ""),
        (&[], "using var http = new HttpClient();"),
        (
            &[],
            "var form = new FormUrlEncodedContent(new Dictionary<string, string>",
        ),
        (&[], "{"),
        (&[Grant], "    [\"grant_type\"] = \"client_credentials\","),
        (&[], "    [\"client_id\"] = «client_id»,"),
        (
            &[],
            "    [\"client_secret\"] = Environment.GetEnvironmentVariable(\"KEYCLOAK_CLIENT_SECRET\") ?? \"\",",
        ),
        (&[], "});"),
        (
            &[Url, Realm, Renewal],
            "var tokenResponse = await http.PostAsync(«token_url», form);",
        ),
        (&[], "tokenResponse.EnsureSuccessStatusCode();"),
        (
            &[],
            "var json = await tokenResponse.Content.ReadFromJsonAsync<JsonElement>();",
        ),
        (
            &[Token],
            "var token = json.GetProperty(\"access_token\").GetString();",
        ),
        (
            &[],
            "var request = new HttpRequestMessage(new HttpMethod(«method»), «request_url»);",
        ),
        (
            &[Header],
            "request.Headers.Authorization = new AuthenticationHeaderValue(\"Bearer\", token);",
        ),
        (&[], "var response = await http.SendAsync(request);"),
        (&[], "Console.WriteLine((int)response.StatusCode);"),
    ],
}];
