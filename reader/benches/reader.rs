//! Times the readers of pasted text and code (`cargo bench -p reader`).
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark, and divan writes its own functions"
)]

use divan::{Bencher, black_box};
use permissions::{Matrix, TokenRealm};
use reader::code;
use reader::reading::{Context, read};
use reader::text::{recognize, search};

fn main() {
    divan::main();
}

fn matrix() -> Matrix {
    Matrix::from_json(include_str!("../../permissions/data/permissions.json")).unwrap()
}

/// A line of an access log and a request in code, repeated to a megabyte.
#[divan::bench(args = [
    "10.0.0.1 - - [10/Oct/2025:13:55:36 +0000] \"GET /auth/admin/realms/shop/users/7f3a0b1c/groups HTTP/1.1\" 403 12 \"-\" \"curl\"\n",
    "  const answer = await fetch(`${base}/admin/realms/${realm}/users/${id}`, {\n    method: 'PUT',\n    headers,\n  });\n",
])]
fn code_1_mb(bencher: Bencher, line: &str) {
    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    let text = line.repeat(1_000_000 / line.len());
    bencher.bench_local(|| code::read(&permissions, black_box(&text)));
}

/// Lines of logs, repeated to a megabyte.
#[divan::bench(args = [
    "10.0.0.1 - - [10/Oct/2025:13:55:36 +0000] \"GET /admin/realms/shop/users/7 HTTP/1.1\" 403 12 \"-\" \"curl\"\n",
    "[error] access forbidden by rule, client: 10.0.0.1, request: \"GET /admin/realms/shop/users HTTP/1.1\"\n",
    "type=\"LOGIN_ERROR\", clientId=\"web\", error=\"invalid_redirect_uri\"\n",
    "GET /admin/realms/shop/users 200 - 500 ",
])]
fn reading_1_mb(bencher: Bencher, line: &str) {
    let matrix = matrix();
    let context = Context {
        matrix: &matrix,
        version: None,
        operation: "",
        now: 0,
    };
    let text = line.repeat(1_000_000 / line.len());
    bencher.bench_local(|| read(black_box(&text), &context));
}

/// The kinds of pasted texts; [`example`] has the texts.
const PASTES: [&str; 6] = ["token", "http", "curl", "message", "nested", "begun"];

fn example(name: &str) -> &'static str {
    match name {
        "token" => "eyJhbGciOiJSUzI1NiJ9.eyJ0eXAiOiJCZWFyZXIifQ.c2ln",
        "http" => {
            "< HTTP/1.1 403 Forbidden\n< content-type: application/json\n<\n{\"error\":\"HTTP 403 Forbidden\"}\n"
        }
        "curl" => "curl -d client_id=a 'https://h/realms/r/protocol/openid-connect/token' \\\n ",
        "message" => "KeycloakGetError: 403: b'{\"error\":\"unknown_error\"}'\n",
        "nested" => "{\"error\":",
        _ => "eyJ",
    }
}

/// Repeats a text to 100 kB. The slowest of these is what a page has to wait for.
fn hundred_kilobytes(name: &str) -> String {
    let example = example(name);
    example.repeat(100_000 / example.len())
}

#[divan::bench(args = PASTES)]
fn recognize_one(bencher: Bencher, name: &str) {
    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    bencher.bench_local(|| recognize(black_box(example(name)), Some(&permissions)));
}

#[divan::bench(args = PASTES)]
fn recognize_100_kb(bencher: Bencher, name: &str) {
    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    let text = hundred_kilobytes(name);
    bencher.bench_local(|| recognize(black_box(&text), Some(&permissions)));
}

#[divan::bench(args = PASTES)]
fn search_100_kb(bencher: Bencher, name: &str) {
    let text = hundred_kilobytes(name);
    bencher.bench_local(|| search(black_box(&text)));
}
