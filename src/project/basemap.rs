//! What lies under the map.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What lies under the map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basemap {
    /// Nothing but land.
    None,
    /// Streets of the sample town, from the program itself.
    #[default]
    SampleTown,
    /// A map of tiles on this computer: PMTiles or MBTiles.
    File(PathBuf),
    /// OpenStreetMap's tiles over the network; only ever by the user's own choice.
    OpenStreetMap,
    /// Another server's tiles; only ever by the user's own choice.
    Server(TileServer),
}

impl Basemap {
    /// Whether showing it asks the network.
    pub fn asks_network(&self) -> bool {
        matches!(self, Self::OpenStreetMap | Self::Server(_))
    }

    /// What the user types: `none`, `osm`, the address of a server, or a file.
    ///
    /// # Errors
    /// When an address cannot be one of tiles.
    pub fn parse(text: &str) -> Result<Self, TileServerError> {
        let text = text.trim();
        match text.to_lowercase().as_str() {
            "none" => Ok(Self::None),
            "osm" | "openstreetmap" => Ok(Self::OpenStreetMap),
            lower if lower.contains("://") => TileServer::parse(text).map(Self::Server),
            _ => Ok(Self::File(PathBuf::from(text))),
        }
    }
}

/// A server of tiles by zoom, column and row ("XYZ").
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TileServer {
    /// Its address with `{z}`, `{x}` and `{y}` in it, or `{-y}` where rows are counted from the
    /// south; `{key}` where it wants one.
    pub url: String,
    /// Whom the tiles are owed to, as the server's terms want it shown.
    #[serde(default)]
    pub attribution: String,
    /// The user's key. It is not written into documents, for these are passed on.
    #[serde(skip)]
    pub key: String,
}

/// Why an address is none of tiles.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TileServerError {
    /// No address of the web.
    #[error("\"{0}\" is no address of tiles; it starts with https:// or http://")]
    NoAddress(String),
    /// A part of the tile's place is missing.
    #[error(
        "\"{url}\" has no {missing} in it; an address of tiles is written like \
         https://tiles.example.org/{{z}}/{{x}}/{{y}}.png"
    )]
    Incomplete {
        /// The address.
        url: String,
        /// What is missing.
        missing: &'static str,
    },
}

impl TileServer {
    /// The server of this address, without key and attribution.
    ///
    /// # Errors
    /// When it cannot be an address of tiles.
    pub fn parse(url: &str) -> Result<Self, TileServerError> {
        let url = url.trim();
        let lower = url.to_lowercase();
        if !(lower.starts_with("https://") || lower.starts_with("http://")) {
            return Err(TileServerError::NoAddress(url.to_owned()));
        }
        for (part, written) in [
            ("{z}", ["{z}", "{z}"]),
            ("{x}", ["{x}", "{x}"]),
            ("{y}", ["{y}", "{-y}"]),
        ] {
            if !written.iter().any(|written| url.contains(written)) {
                return Err(TileServerError::Incomplete {
                    url: url.to_owned(),
                    missing: part,
                });
            }
        }
        Ok(Self {
            url: url.to_owned(),
            ..Self::default()
        })
    }

    /// Whether it wants a key that is not there.
    pub fn lacks_key(&self) -> bool {
        self.url.contains("{key}") && self.key.trim().is_empty()
    }

    /// Where the tile in column `x` and row `y` (from the north) of `zoom` is.
    pub fn address(&self, zoom: u8, x: u32, y: u32) -> String {
        let from_south = (1_u64 << zoom.min(63)).saturating_sub(1 + u64::from(y));
        self.url
            .replace("{z}", &zoom.to_string())
            .replace("{x}", &x.to_string())
            .replace("{y}", &y.to_string())
            .replace("{-y}", &from_south.to_string())
            .replace("{s}", ["a", "b", "c"][((x ^ y) % 3) as usize])
            .replace("{r}", "")
            .replace("{key}", self.key.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_filled_in() {
        let mut server =
            TileServer::parse(" https://{s}.example.org/{z}/{x}/{y}{r}.png?k={key} ").unwrap();
        assert!(server.lacks_key());
        server.key = " secret ".to_owned();
        assert!(!server.lacks_key());
        let address = server.address(3, 1, 2);
        assert_eq!(address, "https://a.example.org/3/1/2.png?k=secret");
        let south = TileServer::parse("http://localhost/{z}/{x}/{-y}").unwrap();
        assert_eq!(south.address(3, 1, 2), "http://localhost/3/1/5");
        assert_eq!(south.address(0, 0, 0), "http://localhost/0/0/0");
    }

    #[test]
    fn what_is_no_address_is_refused_with_what_is_missing() {
        let refused = |url: &str| TileServer::parse(url).unwrap_err().to_string();
        assert!(refused("ftp://a/{z}/{x}/{y}").contains("https://"));
        assert!(refused("https://a/{z}/{x}.png").contains("no {y}"));
        assert!(refused("https://a/").contains("no {z}"));
    }

    #[test]
    fn what_is_typed_is_a_name_a_server_or_a_file() {
        assert_eq!(Basemap::parse("none"), Ok(Basemap::None));
        assert_eq!(Basemap::parse("OSM"), Ok(Basemap::OpenStreetMap));
        let file = Basemap::parse("maps/town.pmtiles").unwrap();
        assert_eq!(file, Basemap::File("maps/town.pmtiles".into()));
        assert!(!file.asks_network());
        assert!(
            Basemap::parse("https://a/{z}/{x}/{y}")
                .unwrap()
                .asks_network()
        );
        assert!(Basemap::parse("https://a/").is_err());
    }

    #[test]
    fn a_key_is_not_written_into_documents() {
        let server = TileServer {
            key: "secret".to_owned(),
            ..TileServer::parse("https://a/{z}/{x}/{y}?{key}").unwrap()
        };
        let text = serde_json::to_string(&Basemap::Server(server)).unwrap();
        assert!(!text.contains("secret"), "{text}");
        let back: Basemap = serde_json::from_str(&text).unwrap();
        assert!(matches!(back, Basemap::Server(server) if server.lacks_key()));
        assert_eq!(
            serde_json::to_string(&Basemap::SampleTown).unwrap(),
            "\"sample_town\""
        );
    }
}
