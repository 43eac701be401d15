//! A client of HTTP/1.1 that does as little as it can, so that what is measured is the server: one connection, one
//! request at a time, kept alive.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request as it goes over the wire.
#[derive(Clone, Debug)]
pub struct Request(Vec<u8>);

impl Request {
    /// Reads a page or calls a function, with a cookie header that may be empty. It asks for no compression.
    pub fn get(path: &str, accept: &str, cookie: &str) -> Request {
        Request::with_headers(path, accept, cookie, "")
    }

    /// The same with further headers, each with its line end.
    pub fn with_headers(path: &str, accept: &str, cookie: &str, headers: &str) -> Request {
        Request(
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\nCookie: {cookie}\r\n{headers}\r\n")
                .into_bytes(),
        )
    }

    /// The method and the path, for messages.
    pub fn first_line(&self) -> String {
        String::from_utf8_lossy(self.0.split(|byte| *byte == b'\r').next().unwrap_or_default()).into_owned()
    }

    /// Sends a form as the site's own script does, on behalf of `client`.
    pub fn post(path: &str, form: &str, client: &str) -> Request {
        Request::post_with_header(path, form, &format!("X-Forwarded-For: {client}"))
    }

    /// The same by whoever has this cookie.
    pub fn post_as(path: &str, form: &str, cookie: &str) -> Request {
        Request::post_with_header(path, form, &format!("Cookie: {cookie}"))
    }

    fn post_with_header(path: &str, form: &str, header: &str) -> Request {
        Request(
            format!(
                "POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nSec-Fetch-Site: same-origin\r\n\
                 {header}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Content-Length: {}\r\n\r\n{form}",
                form.len()
            )
            .into_bytes(),
        )
    }
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The lines before the body.
    pub head: String,
    /// The body, put together again if it came in chunks.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a cookie that the answer sets.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (header, value) = line.split_once(": ")?;
            let pair = value.split(';').next()?;
            let found = header.eq_ignore_ascii_case("set-cookie").then_some(pair)?;
            found.strip_prefix(name)?.strip_prefix('=')
        })
    }
}

/// A connection that is kept.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    /// What was read and not yet used up.
    buffer: Vec<u8>,
    used: usize,
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Connection> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("{address} does not answer"))?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, buffer: Vec::with_capacity(256 << 10), used: 0 })
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&mut self, request: &Request) -> Result<Answer> {
        self.exchange(request, true).await
    }

    /// Sends a request and reads the whole answer without keeping it; gives the status.
    pub async fn status(&mut self, request: &Request) -> Result<u16> {
        Ok(self.exchange(request, false).await?.status)
    }

    async fn exchange(&mut self, request: &Request, keep: bool) -> Result<Answer> {
        self.stream.write_all(&request.0).await?;
        let mut answer = Answer::default();
        let head_end = self.find(b"\r\n\r\n").await?;
        let head = std::str::from_utf8(self.buffer.get(self.used..head_end).unwrap_or_default())?;
        let framing = Framing::of(head)?;
        answer.status =
            head.split(' ').nth(1).and_then(|code| code.parse().ok()).context("an answer without a status")?;
        if keep {
            answer.head = head.to_owned();
        }
        self.used = head_end;
        match framing {
            Framing::Length(length) => self.take(length, keep.then_some(&mut answer.body)).await?,
            Framing::Chunks => loop {
                let line_end = self.find(b"\r\n").await?;
                let line = std::str::from_utf8(self.buffer.get(self.used..line_end - 2).unwrap_or_default())?;
                let length = usize::from_str_radix(line.trim(), 16).context("a chunk without a length")?;
                self.used = line_end;
                self.take(length, keep.then_some(&mut answer.body)).await?;
                self.take(2, None).await?;
                if length == 0 {
                    break;
                }
            },
        }
        self.buffer.drain(..self.used);
        self.used = 0;
        Ok(answer)
    }

    /// Reads until `mark` and gives the place behind it.
    async fn find(&mut self, mark: &[u8]) -> Result<usize> {
        let mut from = self.used;
        loop {
            let rest = self.buffer.get(from..).unwrap_or_default();
            if let Some(at) = rest.windows(mark.len()).position(|window| window == mark) {
                return Ok(from + at + mark.len());
            }
            from = self.buffer.len().saturating_sub(mark.len() - 1).max(self.used);
            self.read().await?;
        }
    }

    /// Uses up the next `length` bytes.
    async fn take(&mut self, length: usize, into: Option<&mut Vec<u8>>) -> Result<()> {
        while self.buffer.len() - self.used < length {
            self.read().await?;
        }
        let end = self.used + length;
        if let Some(into) = into {
            into.extend_from_slice(self.buffer.get(self.used..end).unwrap_or_default());
        }
        self.used = end;
        Ok(())
    }

    async fn read(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

/// How the end of a body is known.
#[derive(Debug, PartialEq, Eq)]
enum Framing {
    Length(usize),
    Chunks,
}

impl Framing {
    fn of(head: &str) -> Result<Framing> {
        for line in head.lines().skip(1) {
            let Some((name, value)) = line.split_once(':') else { continue };
            if name.eq_ignore_ascii_case("content-length") {
                return Ok(Framing::Length(value.trim().parse()?));
            }
            if name.eq_ignore_ascii_case("transfer-encoding") && value.trim().eq_ignore_ascii_case("chunked") {
                return Ok(Framing::Chunks);
            }
        }
        bail!("an answer of unknown length")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    /// Answers each request with the next of these texts, in two parts with a pause between.
    async fn server(answers: Vec<&'static str>) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut asked = [0; 4096];
            for answer in answers {
                let _ = stream.read(&mut asked).await.expect("a request");
                let (first, second) = answer.split_at(answer.len() / 2);
                stream.write_all(first.as_bytes()).await.expect("written");
                tokio::task::yield_now().await;
                stream.write_all(second.as_bytes()).await.expect("written");
            }
        });
        address
    }

    #[tokio::test]
    async fn both_framings_are_read() {
        let address = server(vec![
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nSet-Cookie: __Host-session=abc; Path=/\r\n\r\nhello",
            "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\na\r\n two\r\nfour\r\n0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
        ])
        .await;
        let mut connection = Connection::open(address).await.expect("connected");
        let request = Request::get("/", "*/*", "");
        let first = connection.send(&request).await.expect("an answer");
        assert_eq!((first.status, first.body.as_slice()), (200, b"hello".as_slice()));
        assert_eq!(first.cookie("__Host-session"), Some("abc"));
        assert_eq!(first.cookie("__Host-device"), None);
        let second = connection.send(&request).await.expect("an answer");
        assert_eq!((second.status, second.body.as_slice()), (404, b"one two\r\nfour".as_slice()));
        assert_eq!(connection.status(&request).await.expect("an answer"), 204);
    }
}
