//! Finds messages of clients that got no response at all.

use diagnosis::exchange::Failure;

/// What a client says, in lower case, and the failure that it means.
///
/// The messages are those of curl, Node, Python, Java, Go, .NET and Rust clients; the pages of the causes quote them.
const MESSAGES: [(&str, Kind); 39] = [
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
    ("sockettimeoutexception", Kind::TimedOut),
    ("context deadline exceeded", Kind::TimedOut),
    ("timeout of ", Kind::TimedOut),
    ("self signed certificate", Kind::Untrusted),
    ("self-signed certificate", Kind::Untrusted),
    ("unable to get local issuer certificate", Kind::Untrusted),
    ("unable_to_verify_leaf_signature", Kind::Untrusted),
    ("certificate verify failed", Kind::Untrusted),
    ("pkix path building failed", Kind::Untrusted),
    ("certificate signed by unknown authority", Kind::Untrusted),
    ("unknownissuer", Kind::Untrusted),
    ("certificate has expired", Kind::Untrusted),
    ("cert_has_expired", Kind::Untrusted),
    ("validity check failed", Kind::Untrusted),
    ("certificate is not yet valid", Kind::Untrusted),
    ("certificateexpired", Kind::Untrusted),
    ("err_tls_cert_altname_invalid", Kind::OtherName),
    ("hostname/ip does not match certificate", Kind::OtherName),
    ("no subject alternative", Kind::OtherName),
    ("wrong version number", Kind::Protocol),
    ("unrecognized ssl message", Kind::Protocol),
    (
        "http: server gave http response to https client",
        Kind::Protocol,
    ),
];

#[derive(Clone, Copy)]
enum Kind {
    Dns,
    Refused,
    TimedOut,
    Untrusted,
    OtherName,
    Protocol,
}

/// The first message of a failure, and its place.
pub fn find(text: &str) -> Option<(usize, Failure)> {
    let lower = text.to_ascii_lowercase();
    MESSAGES
        .iter()
        .filter_map(|(message, kind)| Some((lower.find(message)?, *message, *kind)))
        .min_by_key(|(at, _, _)| *at)
        .map(|(at, message, kind)| {
            let words = message.to_owned();
            let failure = match kind {
                Kind::Dns => Failure::Dns,
                Kind::Refused => Failure::ConnectionRefused,
                Kind::TimedOut => Failure::TimedOut(0),
                Kind::Untrusted => Failure::TlsUntrusted(words),
                Kind::OtherName => Failure::TlsNameMismatch(words),
                Kind::Protocol => Failure::TlsProtocol(words),
            };
            (at, failure)
        })
}
