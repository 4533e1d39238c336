//! Finds messages of clients that got no response.

use std::sync::LazyLock;

use diagnosis::exchange::Failure;

use super::flat::Flat;
use super::phrases::Phrases;

/// A client's message in lower case, and the failure that it means.
///
/// The messages come from curl, Node, Python, Java, Go, .NET, Ruby, Rust, and browsers; the pages of the causes quote them.
const MESSAGES: &[(&str, Kind)] = &[
    ("enotfound", Kind::Dns),
    ("eai_again", Kind::Dns),
    ("could not resolve host", Kind::Dns),
    ("name or service not known", Kind::Dns),
    ("unknownhostexception", Kind::Dns),
    ("no such host is known", Kind::Dns),
    ("no such host", Kind::Dns),
    ("nodename nor servname provided", Kind::Dns),
    ("temporary failure in name resolution", Kind::Dns),
    ("econnrefused", Kind::Refused),
    ("connection refused", Kind::Refused),
    ("actively refused", Kind::Refused),
    ("etimedout", Kind::TimedOut),
    ("connect timed out", Kind::TimedOut),
    ("read timed out", Kind::TimedOut),
    ("connection timed out", Kind::TimedOut),
    ("operation timed out", Kind::TimedOut),
    ("context deadline exceeded", Kind::TimedOut),
    ("timeout of ", Kind::TimedOut),
    ("request timed out", Kind::TimedOut),
    ("handshake timed out", Kind::TimedOut),
    (": timed out", Kind::TimedOut),
    ("error timed out", Kind::TimedOut),
    ("timeout was reached", Kind::TimedOut),
    ("i/o timeout", Kind::TimedOut),
    ("handshake timeout", Kind::TimedOut),
    ("client.timeout exceeded", Kind::TimedOut),
    ("httpclient.timeout", Kind::TimedOut),
    ("timeoutexception", Kind::TimedOut),
    ("timeouterror", Kind::TimedOut),
    ("exceptions.connecttimeout", Kind::TimedOut),
    ("exceptions.readtimeout", Kind::TimedOut),
    ("httpx.connecttimeout", Kind::TimedOut),
    ("httpx.readtimeout", Kind::TimedOut),
    ("net::opentimeout", Kind::TimedOut),
    ("net::readtimeout", Kind::TimedOut),
    ("und_err_connect_timeout", Kind::TimedOut),
    ("und_err_headers_timeout", Kind::TimedOut),
    ("econnaborted", Kind::TimedOut),
    ("ns_error_net_timeout", Kind::TimedOut),
    ("err_connection_timed_out", Kind::TimedOut),
    ("err_connection_refused", Kind::Refused),
    ("ns_error_connection_refused", Kind::Refused),
    ("couldn't connect to server", Kind::Refused),
    ("verbindung verweigert", Kind::Refused),
    ("verbindung abgelehnt", Kind::Refused),
    ("connexion refusée", Kind::Refused),
    ("conexión rechazada", Kind::Refused),
    ("conexión rehusada", Kind::Refused),
    ("connessione rifiutata", Kind::Refused),
    ("接続を拒否されました", Kind::Refused),
    ("拒绝连接", Kind::Refused),
    ("err_name_not_resolved", Kind::Dns),
    ("ns_error_unknown_host", Kind::Dns),
    ("name could not be resolved", Kind::Dns),
    ("failed to lookup address", Kind::Dns),
    ("getaddrinfo failed", Kind::Dns),
    ("getaddrinfo: ", Kind::Dns),
    ("socket hang up", Kind::Lost),
    ("econnreset", Kind::Lost),
    ("connection reset", Kind::Lost),
    ("connection aborted", Kind::Lost),
    ("remote end closed connection", Kind::Lost),
    ("remotedisconnected", Kind::Lost),
    ("empty reply from server", Kind::Lost),
    ("nohttpresponseexception", Kind::Lost),
    ("server disconnected", Kind::Lost),
    ("other side closed", Kind::Lost),
    ("premature close", Kind::Lost),
    ("prematurely closed", Kind::Lost),
    ("response ended prematurely", Kind::Lost),
    ("unexpected end of file from server", Kind::Lost),
    ("unexpected eof", Kind::Lost),
    ("incompleteread", Kind::Lost),
    ("incompletemessage", Kind::Lost),
    ("broken pipe", Kind::Lost),
    ("forcibly closed by the remote host", Kind::Lost),
    ("err_connection_reset", Kind::Lost),
    ("err_connection_closed", Kind::Lost),
    ("err_empty_response", Kind::Lost),
    ("ns_error_net_reset", Kind::Lost),
    ("self signed certificate", Kind::Untrusted),
    ("self-signed certificate", Kind::Untrusted),
    ("unable to get local issuer certificate", Kind::Untrusted),
    ("unable to verify the first certificate", Kind::Untrusted),
    ("unable_to_verify_leaf_signature", Kind::Untrusted),
    ("pkix path building failed", Kind::Untrusted),
    ("certificate signed by unknown authority", Kind::Untrusted),
    ("unknownissuer", Kind::Untrusted),
    ("unknown_issuer", Kind::Untrusted),
    ("err_cert_authority_invalid", Kind::Untrusted),
    ("untrustedroot", Kind::Untrusted),
    ("partialchain", Kind::Untrusted),
    ("certificate is not yet valid", Kind::Untrusted),
    ("certificatenotyetvalid", Kind::Untrusted),
    ("certificate verify failed", Kind::NoReason),
    ("certificate_verify_failed", Kind::NoReason),
    ("pkix path validation failed", Kind::NoReason),
    ("validity check failed", Kind::NoReason),
    ("remote certificate is invalid", Kind::NoReason),
    ("certificate has expired", Kind::Expired),
    ("cert_has_expired", Kind::Expired),
    ("certificateexpired", Kind::Expired),
    ("certificate expired", Kind::Expired),
    ("peer certificate: expired", Kind::Expired),
    ("sec_error_expired_certificate", Kind::Expired),
    ("err_cert_date_invalid", Kind::Expired),
    ("nottimevalid", Kind::Expired),
    (
        "hostname mismatch, certificate is not valid",
        Kind::OtherName,
    ),
    ("ip address mismatch", Kind::OtherName),
    ("err_tls_cert_altname_invalid", Kind::OtherName),
    ("hostname/ip does not match certificate", Kind::OtherName),
    ("does not match the server certificate", Kind::OtherName),
    ("no subject alternative", Kind::OtherName),
    ("no alternative certificate subject name", Kind::OtherName),
    ("any of the subject alternative names", Kind::OtherName),
    ("no name matching", Kind::OtherName),
    ("x509: certificate is valid for", Kind::OtherName),
    (
        "x509: certificate is not valid for any names",
        Kind::OtherName,
    ),
    ("doesn't contain any ip sans", Kind::OtherName),
    ("remotecertificatenamemismatch", Kind::OtherName),
    ("notvalidforname", Kind::OtherName),
    ("certificate not valid for name", Kind::OtherName),
    ("err_cert_common_name_invalid", Kind::OtherName),
    ("ssl_error_bad_cert_domain", Kind::OtherName),
    ("wrong version number", Kind::Protocol),
    ("unrecognized ssl message", Kind::Protocol),
    (
        "http: server gave http response to https client",
        Kind::Protocol,
    ),
];

static PHRASES: LazyLock<Phrases<&(&str, Kind)>> =
    LazyLock::new(|| Phrases::new(MESSAGES, |(message, _)| *message));

/// Go writes “certificate has expired or is not yet valid: current time … is before …” for a certificate that is not valid yet.
const NOT_YET: &str = " is before ";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Dns,
    Refused,
    TimedOut,
    Untrusted,
    /// The client rejected the certificate; other words of the text may contain the reason.
    NoReason,
    Expired,
    OtherName,
    Protocol,
    /// The server closed the connection before the response was complete.
    Lost,
}

impl Kind {
    fn is_reason_about_certificate(self) -> bool {
        matches!(self, Self::Untrusted | Self::Expired | Self::OtherName)
    }
}

/// Parts of lines about connections to other servers than Keycloak, in lower case.
const OTHER_SERVERS: [&str; 24] = [
    "psql",
    "postgres",
    "jdbc",
    "mysql",
    "mariadb",
    "oracle",
    "sqlserver",
    "hibernate",
    "hikari",
    "agroal",
    "redis",
    "mongodb",
    "cassandra",
    "elasticsearch",
    "infinispan",
    "jgroups",
    "amqp",
    "rabbitmq",
    "kafka",
    "ldap:",
    "ldaps:",
    "storage.ldap",
    "javax.naming",
    "smtp",
];

static SERVER_PHRASES: LazyLock<Phrases<&str>> =
    LazyLock::new(|| Phrases::new(OTHER_SERVERS, |part| *part));
/// The maximum number of lines between the first line of a stack trace and the exception that caused it.
const LONGEST_TRACE: usize = 64;

/// The first message of a failure that is not about another server, with its place. The reason why a certificate was rejected takes
/// precedence over the message that it was.
pub fn find(flat: &Flat) -> Option<(usize, Failure)> {
    let mut is_of_another_server = of_another_server(flat);
    let mut found = PHRASES
        .places(&flat.lower)
        .map(|(at, (message, kind))| (at, *message, *kind))
        .filter(|(at, ..)| !is_of_another_server(*at));
    let first = found.next()?;
    let reason = if first.2 == Kind::NoReason {
        found.find(|(_, _, kind)| kind.is_reason_about_certificate())
    } else {
        None
    };
    let (at, message, kind) = reason.unwrap_or(first);
    let line = flat.lower.get(at..)?.lines().next().unwrap_or_default();
    let words = message.to_owned();
    let failure = match kind {
        Kind::Dns => Failure::Dns,
        Kind::Refused => Failure::ConnectionRefused,
        Kind::TimedOut => Failure::TimedOut(0),
        Kind::Expired if line.contains(NOT_YET) => {
            Failure::TlsUntrusted("certificate is not yet valid".to_owned())
        }
        Kind::Expired => Failure::TlsExpired(words),
        Kind::Untrusted | Kind::NoReason => Failure::TlsUntrusted(words),
        Kind::OtherName => Failure::TlsNameMismatch(words),
        Kind::Protocol => Failure::TlsProtocol(words),
        Kind::Lost => Failure::BrokenAnswer(words),
    };
    Some((at, failure))
}

/// Returns a check for ascending places: whether a place is on a line about another server, or in a stack trace that begins with such a
/// line.
pub fn of_another_server(flat: &Flat) -> impl FnMut(usize) -> bool {
    // One long line can contain many messages, so its result is kept.
    let mut last: Option<((usize, usize), bool)> = None;
    move |at| {
        let line = flat.line_bounds(at);
        match last {
            Some((known, is_of_another)) if known == line => is_of_another,
            _ => {
                let is_of_another = is_line_of_another_server(flat, line);
                last = Some((line, is_of_another));
                is_of_another
            }
        }
    }
}

fn is_line_of_another_server(flat: &Flat, (mut start, mut end): (usize, usize)) -> bool {
    for _ in 0..LONGEST_TRACE {
        let line = flat.lower.get(start..end).unwrap_or_default();
        if SERVER_PHRASES.is_in(line) {
            return true;
        }
        let text = line.trim_start();
        let is_inner = ["caused by", "at ", "... "]
            .iter()
            .any(|word| text.starts_with(word));
        if !is_inner || start == 0 {
            break;
        }
        (start, end) = flat.line_bounds(start - 1);
    }
    false
}

#[cfg(test)]
mod tests {
    use diagnosis::cause::pages;
    use diagnosis::exchange::Failure;

    use crate::reading::flat::Flat;

    fn code(text: &str) -> Option<&'static str> {
        match super::find(&Flat::new(text))?.1 {
            Failure::TlsUntrusted(_) => Some("tls-untrusted"),
            Failure::TlsExpired(_) => Some("tls-expired"),
            Failure::TlsNameMismatch(_) => Some("tls-name-mismatch"),
            _ => None,
        }
    }

    /// A message, and the code of the cause.
    const CERTIFICATES: &[(&str, &str)] = &[
        (
            "SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)')",
            "tls-expired",
        ),
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'sso.example.com'. (_ssl.c:1006)",
            "tls-name-mismatch",
        ),
        (
            "certificate verify failed: IP address mismatch, certificate is not valid for '10.0.0.7'. (_ssl.c:1006)",
            "tls-name-mismatch",
        ),
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate is not yet valid (_ssl.c:1006)",
            "tls-untrusted",
        ),
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:1006)",
            "tls-untrusted",
        ),
        (
            "curl: (60) SSL certificate problem: certificate has expired",
            "tls-expired",
        ),
        (
            "x509: certificate has expired or is not yet valid: current time 2026-01-02T00:00:00Z is after 2025-12-31T00:00:00Z",
            "tls-expired",
        ),
        (
            "x509: certificate has expired or is not yet valid: current time 2026-01-02T00:00:00Z is before 2026-12-31T00:00:00Z",
            "tls-untrusted",
        ),
        (
            "tls: failed to verify certificate: x509: certificate is valid for a.example.com, not b.example.com",
            "tls-name-mismatch",
        ),
        (
            "x509: cannot validate certificate for 10.0.0.7 because it doesn't contain any IP SANs",
            "tls-name-mismatch",
        ),
        (
            "javax.net.ssl.SSLHandshakeException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed\n\
                 \tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)\n\
                 Caused by: java.security.cert.CertificateExpiredException: NotAfter: Mon Jan 05 12:00:00 UTC 2026",
            "tls-expired",
        ),
        (
            "PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed\n\
                 Caused by: java.security.cert.CertificateNotYetValidException: NotBefore: Mon Jan 05 12:00:00 UTC 2026",
            "tls-untrusted",
        ),
        (
            "PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed",
            "tls-untrusted",
        ),
        (
            "java.security.cert.CertificateException: No subject alternative DNS name matching sso found.",
            "tls-name-mismatch",
        ),
        (
            "java.security.cert.CertificateException: No name matching sso found",
            "tls-name-mismatch",
        ),
        (
            "Error: certificate has expired { code: 'CERT_HAS_EXPIRED' }",
            "tls-expired",
        ),
        ("code: 'CERT_HAS_EXPIRED'", "tls-expired"),
        ("code: 'ERR_TLS_CERT_ALTNAME_INVALID'", "tls-name-mismatch"),
        (
            "Hostname/IP does not match certificate's altnames: Host: sso. is not in the cert's altnames: DNS:sso.example.com",
            "tls-name-mismatch",
        ),
        (
            "The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch",
            "tls-name-mismatch",
        ),
        (
            "The remote certificate is invalid because of errors in the certificate chain: NotTimeValid",
            "tls-expired",
        ),
        (
            "The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot",
            "tls-untrusted",
        ),
        (
            "The remote certificate is invalid according to the validation procedure.",
            "tls-untrusted",
        ),
        (
            "SSL_connect returned=1 errno=0 state=error: certificate verify failed (certificate has expired)",
            "tls-expired",
        ),
        (
            "hostname \"sso\" does not match the server certificate (OpenSSL::SSL::SSLError)",
            "tls-name-mismatch",
        ),
        ("invalid peer certificate: Expired", "tls-expired"),
        (
            "invalid peer certificate: certificate expired: verification time 1767225600 (UNIX), but certificate is not valid after 1609459200",
            "tls-expired",
        ),
        (
            "invalid peer certificate: NotValidForName",
            "tls-name-mismatch",
        ),
        (
            "invalid peer certificate: certificate not valid for name \"sso\"; certificate is only valid for DnsName(\"sso.example.com\")",
            "tls-name-mismatch",
        ),
        ("invalid peer certificate: UnknownIssuer", "tls-untrusted"),
        ("net::ERR_CERT_DATE_INVALID", "tls-expired"),
        ("NET::ERR_CERT_COMMON_NAME_INVALID", "tls-name-mismatch"),
        ("NET::ERR_CERT_AUTHORITY_INVALID", "tls-untrusted"),
        ("Error code: SEC_ERROR_EXPIRED_CERTIFICATE", "tls-expired"),
        ("Error code: SSL_ERROR_BAD_CERT_DOMAIN", "tls-name-mismatch"),
    ];

    #[test]
    fn the_reason_decides_why_a_certificate_was_refused() {
        for (text, expected) in CERTIFICATES {
            assert_eq!(code(text), Some(*expected), "{text}");
        }
    }

    #[test]
    fn a_message_about_another_server_does_not_hide_a_later_one() {
        let refused = "curl: (7) Failed to connect to sso.firm.test port 8443: Connection refused";
        for other in [
            "psql: error: connection to server at \"db\", port 5432 failed: Connection refused",
            "org.postgresql.util.PSQLException: Connection to db:5432 refused.\n\tat org.x.Y.open(Y.java:1)\nCaused by: java.net.ConnectException: Connection refused",
            "ERROR [org.keycloak.storage.ldap] (executor-thread-9) Could not query server: javax.naming.CommunicationException: directory.firm.test:636 [Root exception is java.net.ConnectException: Connection refused]",
            "redis.exceptions.ConnectionError: Error 111 connecting to cache:6379. Connection refused.",
        ] {
            let alone = super::find(&Flat::new(other));
            assert_eq!(alone, None, "{other}");
            let found = super::find(&Flat::new(&format!("{other}\n{refused}")));
            let (at, failure) = found.expect(other);
            assert_eq!(failure, Failure::ConnectionRefused, "{other}");
            assert!(at > other.len(), "{other}");
        }
    }

    #[test]
    fn the_messages_on_the_pages_about_certificates_are_read_as_their_causes() {
        let codes = ["tls-expired", "tls-name-mismatch", "tls-untrusted"];
        let mut read = 0;
        for page in pages().filter(|page| codes.contains(&page.code)) {
            for seen in page.page.seen {
                assert_eq!(code(seen.text), Some(page.code), "{}", seen.text);
                read += 1;
            }
        }
        assert!(read >= 15, "{read}");
    }
}
