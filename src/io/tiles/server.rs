//! Tiles of a server, one request each.
//!
//! The only place of nightbeat that asks a network, and only for a server the user chose. What a
//! request tells is the tile's place, the key the user gave, and the program's name. The system's
//! proxy is obeyed (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, or the system's settings).

use std::io::Read;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::blocking::{Client, Response};

use crate::io::tiles::{MOST_TILE_BYTES, TileAt, TileError, unpacked};
use crate::project::TileServer;

/// How long a tile is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server of tiles, ready to be asked.
#[derive(Debug)]
pub struct ServedTiles {
    server: TileServer,
    client: Client,
}

impl ServedTiles {
    /// Asks `server` from now on.
    ///
    /// # Errors
    /// When the machine cannot make connections at all.
    pub fn new(server: TileServer) -> Result<Self, TileError> {
        let user_agent = concat!("nightbeat/", env!("CARGO_PKG_VERSION"));
        let client = Client::builder().user_agent(user_agent).timeout(PATIENCE);
        let client = client
            .build()
            .map_err(|error| TileError::Refused(error.without_url().to_string()))?;
        Ok(Self { server, client })
    }

    /// One tile; `None` where the server has none.
    ///
    /// # Errors
    /// [`TileError::NotNow`] where it may come another time, else why it does not.
    pub fn tile(&self, at: TileAt) -> Result<Option<Vec<u8>>, TileError> {
        let address = self.server.address(at.zoom, at.x, at.y);
        // The address may hold the user's key, so it is in no message.
        let answer = self.client.get(address).send();
        let answer = answer.map_err(|error| TileError::NotNow(said(&error.without_url())))?;
        let status = answer.status();
        match status {
            StatusCode::NOT_FOUND | StatusCode::NO_CONTENT | StatusCode::GONE => Ok(None),
            _ if status.is_success() => body(answer),
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
                Err(TileError::NotNow(format!("the server answers {status}")))
            }
            _ if status.is_server_error() => {
                Err(TileError::NotNow(format!("the server answers {status}")))
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(TileError::Refused(format!(
                "the server answers {status}; check the key and what it is for"
            ))),
            _ => Err(TileError::Refused(format!("the server answers {status}"))),
        }
    }
}

/// An error with its cause, which says more: "… (connection refused)".
fn said(error: &reqwest::Error) -> String {
    let mut cause = std::error::Error::source(error);
    let mut last = None;
    while let Some(error) = cause {
        last = Some(error.to_string());
        cause = error.source();
    }
    match last {
        Some(last) => format!("the server cannot be reached ({last})"),
        None => format!("the server cannot be reached ({error})"),
    }
}

fn body(answer: Response) -> Result<Option<Vec<u8>>, TileError> {
    let mut bytes = Vec::new();
    answer
        .take(MOST_TILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| TileError::NotNow(error.to_string()))?;
    if bytes.len() as u64 > MOST_TILE_BYTES {
        return Err(TileError::Damaged("a tile without end".to_owned()));
    }
    let bytes = unpacked(bytes, MOST_TILE_BYTES)?;
    Ok((!bytes.is_empty()).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;

    use super::*;

    /// A server on this machine that answers each request with the next of `answers`; gives its
    /// address and what it was asked, line by line.
    fn server(answers: &'static [&'static str]) -> (String, std::thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let answering = std::thread::spawn(move || {
            let mut asked = Vec::new();
            for answer in answers {
                let (stream, _) = listener.accept().unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                asked.extend(
                    lines
                        .by_ref()
                        .map(Result::unwrap)
                        .take_while(|l| !l.is_empty()),
                );
                let body = answer.split_once(' ').map_or("", |(_, body)| body);
                let code = answer.split(' ').next().unwrap();
                let (mut stream, length) = (stream, body.len());
                write!(
                    stream,
                    "HTTP/1.1 {code} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                )
                .unwrap();
            }
            asked
        });
        (address, answering)
    }

    const AT: TileAt = TileAt {
        zoom: 3,
        x: 1,
        y: 2,
    };

    #[test]
    fn answers_of_a_server_are_told_apart_and_no_message_holds_the_key() {
        let (address, answering) = server(&["200 tile", "404", "503", "429", "403", "400"]);
        let mut chosen =
            TileServer::parse(&format!("{address}/{{z}}/{{x}}/{{y}}?k={{key}}")).unwrap();
        chosen.key = "secret".to_owned();
        let tiles = ServedTiles::new(chosen).unwrap();
        assert_eq!(tiles.tile(AT), Ok(Some(b"tile".to_vec())));
        assert_eq!(tiles.tile(AT), Ok(None));
        for _ in 0..2 {
            assert!(matches!(tiles.tile(AT), Err(TileError::NotNow(_))));
        }
        for _ in 0..2 {
            let refused = tiles.tile(AT).unwrap_err();
            assert!(matches!(refused, TileError::Refused(_)));
            assert!(!refused.to_string().contains("secret"), "{refused}");
        }
        let asked = answering.join().unwrap();
        assert_eq!(asked[0], "GET /3/1/2?k=secret HTTP/1.1");
        let name = concat!("user-agent: nightbeat/", env!("CARGO_PKG_VERSION"));
        assert!(
            asked.iter().any(|line| line.to_lowercase() == name),
            "{asked:?}"
        );
        // Nobody listens any more.
        let gone = tiles.tile(AT).unwrap_err();
        assert!(matches!(gone, TileError::NotNow(_)));
        assert!(!gone.to_string().contains("secret"), "{gone}");
    }
}
