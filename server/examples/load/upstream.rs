//! An upstream on loopback that is slow, or fails in one of several ways.

use std::io;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the upstream does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// Responds as Keycloak without the realm, after a delay.
    Slow,
    /// Does not listen, and has closed its connections.
    Killed,
    /// Never responds.
    Hanging,
    /// Closes each connection within the response.
    Cutting,
    /// Responds with bytes that are not HTTP.
    Corrupting,
    /// The mode changed during the check, so that several causes are right.
    Changed,
}

impl Mode {
    /// The causes that a check may name.
    pub fn causes(self) -> &'static [&'static str] {
        match self {
            Self::Slow => &["realm-not-found"],
            Self::Killed => &["connection-refused"],
            Self::Hanging => &["timed-out"],
            // Without an earlier response, a report cannot know that Keycloak is behind the address.
            Self::Cutting | Self::Corrupting => &["not-keycloak"],
            Self::Changed => &[],
        }
    }
}

/// The upstream. Its address stays the same while it is killed.
pub struct Upstream {
    address: SocketAddr,
    delay: Duration,
    /// The mode, and how often it has changed.
    mode: watch::Sender<(Mode, usize)>,
    listening: Mutex<Option<JoinHandle<()>>>,
}

impl Upstream {
    /// Starts a slow upstream.
    pub async fn new(delay: Duration) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let upstream = Self {
            address: listener.local_addr()?,
            delay,
            mode: watch::channel((Mode::Slow, 0)).0,
            listening: Mutex::default(),
        };
        upstream.listen(listener);
        Ok(upstream)
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The current mode, and how often it has changed.
    pub fn mode(&self) -> (Mode, usize) {
        *self.mode.borrow()
    }

    /// Changes the mode. Connections of the earlier mode end.
    pub async fn set(&self, mode: Mode) -> io::Result<()> {
        if mode == Mode::Killed {
            let task = self.listening.lock().map_err(|_| lost())?.take();
            if let Some(task) = task {
                task.abort();
                // The socket is closed when the task has ended.
                let _ = task.await;
            }
        }
        self.mode.send_modify(|(current, changes)| {
            *current = mode;
            *changes += 1;
        });
        let is_listening = self.listening.lock().map_err(|_| lost())?.is_some();
        if mode != Mode::Killed && !is_listening {
            let socket = TcpSocket::new_v4()?;
            socket.set_reuseaddr(true)?;
            socket.bind(self.address)?;
            self.listen(socket.listen(4096)?);
        }
        Ok(())
    }

    fn listen(&self, listener: TcpListener) {
        let (mode, delay) = (self.mode.subscribe(), self.delay);
        let task = tokio::spawn(async move {
            loop {
                if let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, mode.clone(), delay));
                }
            }
        });
        if let Ok(mut listening) = self.listening.lock() {
            *listening = Some(task);
        }
    }
}

fn lost() -> io::Error {
    io::Error::other("a task of the upstream has failed")
}

/// Serves a connection in the mode at its start, until the mode changes.
async fn serve(mut stream: TcpStream, mut mode: watch::Receiver<(Mode, usize)>, delay: Duration) {
    let (now, _) = *mode.borrow_and_update();
    tokio::select! {
        _ = answer(&mut stream, now, delay) => {}
        _ = mode.changed() => {}
    }
}

async fn answer(stream: &mut TcpStream, mode: Mode, delay: Duration) -> io::Result<()> {
    let body = r#"{"error":"Realm does not exist"}"#;
    let keycloak = format!(
        "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    loop {
        request(stream).await?;
        match mode {
            Mode::Slow | Mode::Changed | Mode::Killed => {
                tokio::time::sleep(delay).await;
                stream.write_all(keycloak.as_bytes()).await?;
            }
            Mode::Hanging => std::future::pending().await,
            Mode::Cutting => {
                let half = keycloak.as_bytes().get(..40).unwrap_or_default();
                stream.write_all(half).await?;
                return stream.shutdown().await;
            }
            Mode::Corrupting => {
                stream.write_all(b"\x00\xff\x13garbage\r\n\r\n").await?;
                return stream.shutdown().await;
            }
        }
    }
}

/// Reads a request: its head, and a body of the declared length.
async fn request(stream: &mut TcpStream) -> io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .and_then(|(_, length)| length.trim().parse().ok())
                .unwrap_or(0);
            if body.len() >= length {
                return Ok(());
            }
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => bytes.extend_from_slice(buffer.get(..read).unwrap_or_default()),
        }
    }
}
