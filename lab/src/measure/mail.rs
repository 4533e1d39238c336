//! Runs a mail server that accepts and discards every email of the measured server.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use anyhow::Result;

/// Listens on loopback until the process ends, and returns the port.
pub(super) fn sink() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that disconnects early needs no response.
            thread::spawn(move || drop(take(&stream)));
        }
    });
    Ok(port)
}

fn take(stream: &TcpStream) -> Result<()> {
    let mut out = stream;
    out.write_all(b"220 sink\r\n")?;
    let mut in_message = false;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        if in_message {
            if line == "." {
                in_message = false;
                out.write_all(b"250 taken\r\n")?;
            }
        } else if line.eq_ignore_ascii_case("data") {
            in_message = true;
            out.write_all(b"354 go on\r\n")?;
        } else if line.eq_ignore_ascii_case("quit") {
            out.write_all(b"221 bye\r\n")?;
            break;
        } else {
            out.write_all(b"250 sink\r\n")?;
        }
    }
    Ok(())
}
