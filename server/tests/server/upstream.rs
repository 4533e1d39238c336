//! Small servers with one behavior each, which record the requests they receive.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// The response of a small server.
#[derive(Clone)]
pub enum Behavior {
    /// These bytes; then it closes the connection.
    Bytes(Vec<u8>),
    /// No response; it keeps the connection open.
    Hang,
    /// Headers that announce a body, then one byte every 50 ms without end.
    Drip,
    /// A body of this many bytes, with its length in a header or in chunks.
    Large { bytes: usize, chunked: bool },
    /// These bytes again and again.
    Endless(Vec<u8>),
    /// A response whose body is the received request.
    Echo,
    /// The first bytes for a token request, the second for everything else.
    TokenThen(Vec<u8>, Vec<u8>),
    /// This response after a delay.
    Slow(Duration, Vec<u8>),
}

/// A small server on loopback.
pub struct Upstream {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    written: Arc<Mutex<usize>>,
    left: Arc<Notify>,
}

impl Upstream {
    pub async fn new(behavior: Behavior) -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), behavior).await
    }

    /// At this address of loopback.
    pub async fn at(address: SocketAddr, behavior: Behavior) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let upstream = Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
            written: Arc::default(),
            left: Arc::default(),
        };
        let (seen, written, left) = (
            Arc::clone(&upstream.seen),
            Arc::clone(&upstream.written),
            Arc::clone(&upstream.left),
        );
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (behavior, seen) = (behavior.clone(), Arc::clone(&seen));
                let (written, left) = (Arc::clone(&written), Arc::clone(&left));
                tokio::spawn(async move {
                    let request = request(&mut stream).await.unwrap_or_default();
                    seen.lock().unwrap().push(request.clone());
                    // An error means that the client has disconnected, which some tests wait for.
                    let _ = answer(&mut stream, &behavior, &request, &written).await;
                    left.notify_one();
                });
            }
        });
        upstream
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every received request, head and body.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// The number of written bytes of large bodies.
    pub fn written(&self) -> usize {
        *self.written.lock().unwrap()
    }

    /// Waits for a request.
    pub async fn asked(&self) {
        while self.seen().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until a client has disconnected.
    pub async fn left(&self) {
        self.left.notified().await;
    }
}

/// An address at which no server listens.
pub async fn closed_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

/// A response with this status line, content type, and body.
pub fn answer_bytes(status: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// Reads a request: its head, and a body of the declared length.
async fn request(stream: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, length)| length.trim().parse().unwrap());
            if body.len() >= length {
                return Ok(text);
            }
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await? {
            0 => return Ok(text),
            read => bytes.extend_from_slice(&buffer[..read]),
        }
        // The beginning of a TLS handshake, to which a plain server responds at once.
        if bytes.first() == Some(&0x16) {
            return Ok(text);
        }
    }
}

async fn answer(
    stream: &mut TcpStream,
    behavior: &Behavior,
    request: &str,
    written: &Mutex<usize>,
) -> io::Result<()> {
    match behavior {
        Behavior::Bytes(bytes) => stream.write_all(bytes).await?,
        Behavior::TokenThen(token, other) => {
            let is_token = request.contains("/protocol/openid-connect/token ");
            stream
                .write_all(if is_token { token } else { other })
                .await?;
        }
        Behavior::Hang => {
            // Ends when the client disconnects.
            while stream.read(&mut [0; 512]).await? > 0 {}
        }
        Behavior::Drip => {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                .await?;
            loop {
                stream.write_all(b"x").await?;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Behavior::Large { bytes, chunked } => {
            let length = if *chunked {
                "Transfer-Encoding: chunked".to_owned()
            } else {
                format!("Content-Length: {bytes}")
            };
            let head = format!("HTTP/1.1 200 OK\r\n{length}\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            let piece = vec![b'x'; 16 * 1024];
            while *written.lock().unwrap() < *bytes {
                if *chunked {
                    stream.write_all(b"4000\r\n").await?;
                }
                stream.write_all(&piece).await?;
                if *chunked {
                    stream.write_all(b"\r\n").await?;
                }
                *written.lock().unwrap() += piece.len();
            }
        }
        Behavior::Endless(bytes) => loop {
            stream.write_all(bytes).await?;
        },
        Behavior::Echo => {
            let bytes = answer_bytes("200 OK", "application/json", request.as_bytes());
            stream.write_all(&bytes).await?;
        }
        Behavior::Slow(time, bytes) => {
            tokio::time::sleep(*time).await;
            stream.write_all(bytes).await?;
        }
    }
    stream.shutdown().await
}
