//! The server under load, and the requests to it.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The result of a check.
pub enum Checked {
    /// The code of the report's cause.
    Report(String),
    /// Why there is no report.
    Lost(String),
}

/// The server as its own process.
pub struct Process {
    child: Child,
    authority: String,
}

impl Process {
    /// Starts the server, which allows `checks` at a time.
    pub fn start(binary: &Path, checks: usize) -> io::Result<Self> {
        let mut child = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "error"])
            // A check that hangs ends within a phase of a short run.
            .args(["--timeout", "4", "--check-timeout", "4"])
            .args(["--max-checks", &checks.to_string()])
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut url = String::new();
        BufReader::new(stdout).read_line(&mut url)?;
        let authority = url.trim().strip_prefix("http://").unwrap_or_default();
        Ok(Self {
            authority: authority.to_owned(),
            child,
        })
    }

    /// The resident memory in megabytes; 0 where the system does not show it.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        status
            .unwrap_or_default()
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|size| size.trim().strip_suffix("kB")?.trim().parse::<u64>().ok())
            .unwrap_or_default()
            / 1024
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> io::Result<String> {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.authority
        ))
        .await
    }

    /// Runs a check at this base URL.
    pub async fn check(&self, base_url: &str) -> Checked {
        let body = format!(
            r#"{{"url":"{base_url}","realm":"acme","client_id":"backend","client_secret":"hush-hush-hush","user_id":"7f1f0f6e-4b6a-4a52-8a55-1f6f5f6f7a11"}}"#
        );
        let request = format!(
            "POST /api/check HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.authority,
            body.len()
        );
        let answer = match self.send(&request).await {
            Ok(answer) => answer,
            Err(error) => return Checked::Lost(error.to_string()),
        };
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        // The body may be chunked: the JSON is between the first and the last brace.
        let json = body
            .find('{')
            .zip(body.rfind('}'))
            .and_then(|(start, end)| body.get(start..=end));
        let report = json.and_then(|json| serde_json::from_str::<serde_json::Value>(json).ok());
        match report
            .as_ref()
            .and_then(|report| report["cause"]["code"].as_str())
        {
            Some(code) if head.starts_with("HTTP/1.1 200 ") => Checked::Report(code.to_owned()),
            _ => Checked::Lost(head.lines().next().unwrap_or("no response").to_owned()),
        }
    }

    async fn send(&self, request: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(&self.authority).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has already ended if this fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
