//! Tests the address policy with hostile URLs and names.

use super::*;

/// URLs that no policy allows, in every spelling. Some spellings are invalid URLs, which is refused as well.
const NEVER: &[&str] = &[
    // Metadata services and link-local addresses: decimal, octal, hexadecimal, shortened, with a final dot, percent-encoded
    "http://169.254.169.254",
    "http://169.254.169.254.",
    "http://169.254.0.1",
    "http://2852039166",
    "http://0xa9fea9fe",
    "http://0xa9.0xfe.0xa9.0xfe",
    "http://0XA9.254.0251.254",
    "http://0251.0376.0251.0376",
    "http://025177524776",
    "http://00000251.00000376.000251.0000376",
    "http://169.254.43518",
    "http://169.16689662",
    "http://%31%36%39.254.169.254",
    "http://169.254.169.254%00.example.com",
    "http://①⑥⑨.254.169.254",
    "http://169。254。169。254",
    "http://keycloak.example.com@169.254.169.254",
    "http://keycloak.example.com:80@169.254.169.254:80",
    "http://169.254.169.254#@keycloak.example.com",
    "http://169.254.169.254\\@keycloak.example.com",
    "http:169.254.169.254",
    "http:\\\\169.254.169.254",
    "http://169.254.169.254\t",
    "http://1\n69.254.169.254",
    "http://[::ffff:169.254.169.254]",
    "http://[::ffff:a9fe:a9fe]",
    "http://[0:0:0:0:0:ffff:a9fe:a9fe]",
    "http://[::ffff:0:169.254.169.254]",
    "http://[::169.254.169.254]",
    "http://[64:ff9b::169.254.169.254]",
    "http://[64:ff9b:1::a9fe:a9fe]",
    // NAT64 for local use with prefixes of 48, 56, and 64 bits, and letters after the address
    "http://[64:ff9b:1:a9fe:a9:fe00::808:808]",
    "http://[64:ff9b:1:a9:fe:a9fe:808:808]",
    "http://[64:ff9b:1:1:a9:fea9:fe08:808]",
    "http://[64:ff9b:1:6464:64:c800::808:808]",
    "http://[2002:a9fe:a9fe::1]",
    "http://[2001:0:4136:e378:8000:63bf:5601:5601]",
    "http://[2606:2800::5efe:169.254.169.254]",
    "http://[fd12::200:5efe:169.254.169.254]",
    "http://[fe80::1]",
    "http://[febf::1]",
    "http://[fe80::1%25eth0]",
    "http://[fd00:ec2::254]",
    "http://[fd00:ec2::253]",
    "http://[fd00:ec2:0:1::23]",
    "http://[fd00:c1::a9fe:a9fe]",
    "http://[fd00:42::42]",
    "http://[fd20:ce::254]",
    "http://100.100.100.200",
    "http://[::ffff:100.100.100.200]",
    "http://192.0.0.192",
    "http://168.63.129.16",
    // In a refused range, whatever address they carry
    "http://[fe80::5efe:10.0.0.1]",
    "http://[fd00:ec2::5efe:10.0.0.1]",
    "http://[fec0::200:5efe:10.0.0.1]",
    "http://[ff02::5efe:10.0.0.1]",
    "http://[fec0::1]",
    "http://[feff::1]",
    // No host
    "http://0.0.0.0",
    "http://0",
    "http://0.0",
    "http://0x0",
    "http://0.1.2.3",
    "http://[::]",
    "http://[::ffff:0.0.0.0]",
    "http://[64:ff9b::0.0.0.0]",
    "http://[2002::1]",
    // Many hosts
    "http://224.0.0.1",
    "http://239.255.255.255",
    "http://255.255.255.255",
    "http://4294967295",
    "http://[ff02::1]",
    "http://[ff0e::1]",
    "http://[::ffff:224.0.0.1]",
    // Reserved, and for documentation
    "http://240.0.0.1",
    "http://192.0.2.1",
    "http://198.51.100.1",
    "http://203.0.113.1",
    "http://[2001:db8::1]",
    "http://[3fff::1]",
    "http://[100::1]",
    "http://[200::1]",
    "http://[4000::1]",
    "http://[5f00::1]",
    "http://[fe00::1]",
    "http://[64:ff9b:2::808:808]",
];

/// Loopback and private addresses, in every spelling: allowed by the policy for the user's own machine only.
const NOT_PUBLIC: &[&str] = &[
    "http://127.0.0.1:8080",
    "http://127.1",
    "http://127.255.255.254",
    "http://2130706433",
    "http://0x7f000001",
    "http://017700000001",
    "http://0177.0.0.1",
    "http://127.0.0.1.",
    "http://[::1]:8080",
    "http://[::ffff:127.0.0.1]",
    "http://[::127.0.0.1]",
    "http://[64:ff9b::127.0.0.1]",
    "http://[2002:7f00:1::1]",
    "http://10.0.0.1",
    "http://167772161",
    "http://172.16.0.1",
    "http://172.31.255.255",
    "http://192.168.1.1",
    "http://100.64.0.1",
    "http://198.18.0.1",
    "http://192.0.0.1",
    "http://[fd00::1]",
    "http://[fd00:c2::1]",
    "http://[fc00::1]",
    "http://[fd12::200:5efe:10.0.0.1]",
    "http://[64:ff9b::10.0.0.1]",
    "http://[64:ff9b:1::808:808]",
    "http://[2002:a00:1::1]",
    "http://[2001:0:4136:e378:8000:63bf:f5ff:fffe]",
    "http://[2606:2800::200:5efe:10.0.0.1]",
    "http://[::ffff:0:10.0.0.1]",
];

const PUBLIC: &[&str] = &[
    "http://93.184.216.34",
    "http://8.8.8.8:8080",
    "http://172.32.0.1",
    "http://[2606:2800:220:1::1]",
    "http://[::ffff:8.8.8.8]",
    "http://[64:ff9b::8.8.8.8]",
];

fn policies() -> [AddressPolicy; 3] {
    let everything = ["0.0.0.0/0", "::/0", "keycloak.example.com"];
    [
        AddressPolicy::new(Reach::Local),
        internal(&everything),
        AddressPolicy::new(Reach::Public),
    ]
}

fn internal(targets: &[&str]) -> AddressPolicy {
    let targets = targets.iter().map(|target| target.parse().unwrap());
    AddressPolicy::new(Reach::Internal(targets.collect()))
}

fn is_allowed(policy: &AddressPolicy, url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| check_url(policy, &url).is_ok())
}

#[test]
fn hostile_urls_are_refused_by_every_policy() {
    for policy in policies() {
        for url in NEVER {
            let https = url.replacen("http:", "https:", 1);
            for url in [*url, https.as_str()] {
                assert!(!is_allowed(&policy, url), "{url} is allowed: {policy}");
            }
        }
    }
}

#[test]
fn only_the_public_policy_refuses_private_addresses() {
    let [local, listed, public] = policies();
    for url in NOT_PUBLIC {
        assert!(is_allowed(&local, url), "{url}");
        assert!(is_allowed(&listed, url), "{url}");
        assert!(!is_allowed(&public, url), "{url}");
    }
    for policy in policies() {
        for url in PUBLIC {
            assert!(is_allowed(&policy, url), "{url}: {policy}");
        }
    }
}

#[test]
fn the_internal_policy_allows_only_listed_networks_and_hosts() {
    let policy = internal(&["10.0.0.0/8", "192.168.7.7", "fd12::/16", "[fd34::1]"]);
    for (url, expected) in [
        ("http://10.1.2.3", true),
        ("http://[::ffff:10.1.2.3]", true),
        ("http://192.168.7.7", true),
        ("http://[fd12::1]", true),
        ("http://[fd34::1]", true),
        ("http://[fd12::5efe:10.0.0.1]", true),
        ("http://192.168.7.8", false),
        ("http://127.0.0.1", false),
        ("http://93.184.216.34", false),
        ("http://[fd34::2]", false),
        // Either the gateway is not listed, or its target is not.
        ("http://[64:ff9b::10.0.0.1]", false),
        ("http://[fd12::5efe:192.168.0.1]", false),
    ] {
        assert_eq!(is_allowed(&policy, url), expected, "{url}");
    }
}

#[test]
fn connections_use_only_allowed_addresses_of_a_name() {
    let names = internal(&["keycloak.corp.example", "*.sso.example", "10.0.0.0/8"]);
    let [local, _, public] = policies();
    for (policy, name, found, kept) in [
        (
            &local,
            "a.example",
            &["169.254.169.254:0", "10.0.0.1:0", "[fe80::1]:0"][..],
            &["10.0.0.1:0"][..],
        ),
        (
            &local,
            "a.example",
            &["169.254.169.254:0", "[::ffff:a9fe:a9fe]:0"],
            &[],
        ),
        (
            &public,
            "a.example",
            &["10.0.0.1:0", "8.8.8.8:0"],
            &["8.8.8.8:0"],
        ),
        (&public, "localhost", &["127.0.0.1:0", "[::1]:0"], &[]),
        (
            &names,
            "keycloak.corp.example",
            &["192.168.0.9:0"],
            &["192.168.0.9:0"],
        ),
        (
            &names,
            "KEYCLOAK.corp.example.",
            &["192.168.0.9:0"],
            &["192.168.0.9:0"],
        ),
        (&names, "keycloak.corp.example", &["169.254.169.254:0"], &[]),
        (&names, "a.sso.example", &["8.8.8.8:0"], &["8.8.8.8:0"]),
        (&names, "sso.example", &["8.8.8.8:0"], &[]),
        (&names, "evilsso.example", &["8.8.8.8:0"], &[]),
        (
            &names,
            "evil.example",
            &["8.8.8.8:0", "10.0.0.1:0"],
            &["10.0.0.1:0"],
        ),
        (
            &names,
            "keycloak.corp.example.evil.example",
            &["192.168.0.9:0"],
            &[],
        ),
    ] {
        let parsed: Vec<SocketAddr> = found.iter().map(|text| text.parse().unwrap()).collect();
        let expected: Vec<SocketAddr> = kept.iter().map(|text| text.parse().unwrap()).collect();
        match allowed(policy, name, parsed.into_iter()) {
            Ok(allowed) => assert_eq!(allowed, expected, "{name} {found:?}"),
            Err(error) => assert!(
                expected.is_empty() && matches!(error, LookupError::Refused(_)),
                "{name} {found:?}: {error}"
            ),
        }
    }
    let nothing = allowed(&local, "a.example", std::iter::empty());
    assert!(matches!(nothing, Err(LookupError::Unknown)));
}

#[test]
fn ports_and_http_can_be_refused() {
    let policy = AddressPolicy {
        ports: vec![443, 8443],
        https_only: true,
        ..AddressPolicy::new(Reach::Local)
    };
    for (url, expected) in [
        ("https://keycloak.example.com", true),
        ("https://keycloak.example.com:8443", true),
        ("https://10.0.0.1:8443", true),
        ("https://keycloak.example.com:9443", false),
        ("https://keycloak.example.com:25", false),
        ("http://keycloak.example.com:443", false),
        ("https://169.254.169.254", false),
    ] {
        assert_eq!(is_allowed(&policy, url), expected, "{url}");
    }
}

#[test]
fn targets_are_hosts_and_networks() {
    for (text, expected) in [
        ("keycloak.corp.example", "keycloak.corp.example"),
        ("KEYCLOAK.Corp.Example", "keycloak.corp.example"),
        ("*.corp.example", "*.corp.example"),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("10.1.2.3", "10.1.2.3/32"),
        ("[fd00::1]", "fd00::1/128"),
    ] {
        assert_eq!(text.parse::<Target>().unwrap().to_string(), expected);
    }
    for wrong in [
        "",
        "*",
        "*.",
        "https://keycloak.corp.example",
        "keycloak.corp.example:8443",
        "keycloak.corp.example/auth",
        "*.*.example",
        "a..b",
        "10.0.0.0/33",
        "a b",
    ] {
        assert!(wrong.parse::<Target>().is_err(), "{wrong}");
    }
}
