//! Imitates a Keycloak that takes a second for each response, whatever the load.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use anyhow::Result;

/// How long each response takes.
const DELAY: Duration = Duration::from_secs(1);

/// Responds until the process ends. Returns its base URL.
pub fn start() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base_url = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // One thread each, with a small stack, because it only waits.
            let _ = thread::Builder::new()
                .stack_size(64 * 1024)
                .spawn(move || converse(&stream));
        }
    });
    Ok(base_url)
}

/// Handles the requests of one connection until the client closes it.
fn converse(stream: &TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        let mut first = String::new();
        if reader.read_line(&mut first).ok()? == 0 {
            return None;
        }
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok()?;
            }
        }
        reader
            .by_ref()
            .take(length)
            .read_to_end(&mut Vec::new())
            .ok()?;
        thread::sleep(DELAY);
        let body = if first.starts_with("POST") {
            TOKEN
        } else {
            USER
        };
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let mut writer = stream;
        writer.write_all(head.as_bytes()).ok()?;
        writer.write_all(body.as_bytes()).ok()?;
    }
}

/// `{"alg":"none"}`, `{"iss":"http://localhost/realms/bench","typ":"Bearer"}`, and an invalid signature.
const TOKEN: &str = r#"{"access_token":"eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0L3JlYWxtcy9iZW5jaCIsInR5cCI6IkJlYXJlciJ9.none","token_type":"Bearer"}"#;

const USER: &str = r#"{"id":"767aa65d-2912-4e44-81de-2301c0e83e25","username":"john-doe"}"#;
