//! What a map of tiles says of itself.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::base::LonLat;

/// What a map of tiles holds.
#[derive(Clone, Debug, PartialEq)]
pub struct TileSet {
    /// What it is called; by the file's name where it does not say.
    pub name: String,
    /// Whom it is owed to, as must be shown beside it.
    pub owed: Option<Owed>,
    /// What the tiles are.
    pub format: TileFormat,
    /// Zooms there are tiles of, both inclusive.
    pub zooms: (u8, u8),
    /// South-west and north-east corner, where it says.
    pub corners: Option<(LonLat, LonLat)>,
    /// Layers of vector tiles, in the file's order; empty where it does not say.
    pub layers: Vec<VectorLayer>,
    /// Side of a picture in pixels, where the first one tells.
    pub side_px: Option<u32>,
}

/// What tiles are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileFormat {
    /// Mapbox Vector Tiles.
    Vector,
    /// Pictures: PNG, JPEG or WebP.
    Picture,
}

/// Whom a map is owed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// In plain words.
    pub text: String,
    /// Where that is explained.
    pub link: Option<String>,
}

/// A layer of vector tiles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VectorLayer {
    /// Its name in the tiles.
    pub id: String,
    /// Names of the fields of its features.
    pub fields: Vec<String>,
}

impl TileSet {
    /// With the name of the file where it has none.
    pub(super) fn or_called(mut self, path: &Path) -> Self {
        if self.name.trim().is_empty() {
            let stem = path.file_stem().unwrap_or(path.as_os_str());
            self.name = stem.to_string_lossy().into_owned();
        }
        self
    }
}

impl Owed {
    /// What metadata says, which may be HTML: its text, and the first link in it.
    pub fn of_html(html: &str) -> Option<Self> {
        let text = plain(html);
        (!text.is_empty()).then(|| Self {
            text,
            link: first_link(html),
        })
    }
}

/// Metadata of vector tiles, in JSON (the MBTiles and TileJSON specifications).
#[derive(Debug, Default, Deserialize)]
pub(super) struct Described {
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) attribution: Option<String>,
    #[serde(default)]
    pub(super) description: Option<String>,
    #[serde(default)]
    vector_layers: Vec<DescribedLayer>,
}

#[derive(Debug, Deserialize)]
struct DescribedLayer {
    id: String,
    #[serde(default)]
    fields: BTreeMap<String, serde_json::Value>,
}

impl Described {
    /// What `json` says; nothing where it cannot be read, for tiles are drawn without it.
    pub(super) fn of(json: &[u8]) -> Self {
        serde_json::from_slice(json).unwrap_or_else(|error| {
            log::info!("metadata of a map of tiles cannot be read: {error}");
            Self::default()
        })
    }

    pub(super) fn layers(&self) -> Vec<VectorLayer> {
        let layer = |layer: &DescribedLayer| VectorLayer {
            id: layer.id.clone(),
            fields: layer.fields.keys().cloned().collect(),
        };
        self.vector_layers.iter().map(layer).collect()
    }

    /// Whom it is owed to: the attribution, or a description that speaks of rights.
    pub(super) fn owed(&self) -> Option<Owed> {
        owed(self.attribution.as_deref(), self.description.as_deref())
    }
}

/// Whom a map is owed to: its attribution, or else a description that speaks of rights, for some
/// programs write it there.
pub(super) fn owed(attribution: Option<&str>, description: Option<&str>) -> Option<Owed> {
    let speaks_of_rights = |text: &&str| {
        let text = text.to_lowercase();
        ["\u{a9}", "&copy;", "(c)", "copyright", "licence", "license"]
            .iter()
            .any(|word| text.contains(word))
    };
    let said = attribution.and_then(Owed::of_html);
    said.or_else(|| Owed::of_html(description.filter(speaks_of_rights)?))
}

/// What bytes of a tile are.
pub(super) fn format_of(tile: &[u8]) -> TileFormat {
    let is_picture = tile.starts_with(b"\x89PNG")
        || tile.starts_with(b"\xff\xd8\xff")
        || (tile.starts_with(b"RIFF") && tile.get(8..12) == Some(b"WEBP"));
    if is_picture {
        TileFormat::Picture
    } else {
        TileFormat::Vector
    }
}

/// Side of a picture in pixels, where its first bytes tell: PNG and WebP.
pub(super) fn side_px(tile: &[u8]) -> Option<u32> {
    if tile.starts_with(b"\x89PNG") {
        let width: [u8; 4] = tile.get(16..20)?.try_into().ok()?;
        return Some(u32::from_be_bytes(width));
    }
    if tile.get(8..16) == Some(b"WEBPVP8X") {
        let width = tile.get(24..27)?;
        return Some(u32::from_le_bytes([width[0], width[1], width[2], 0]) + 1);
    }
    None
}

/// HTML without its tags, its most frequent entities as signs, blanks made single.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut in_tag = false;
    for sign in html.chars() {
        match sign {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            _ if in_tag => {}
            _ => text.push(sign),
        }
    }
    for (entity, sign) in [
        ("&copy;", "\u{a9}"),
        ("&#169;", "\u{a9}"),
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, sign);
    }
    let text = text.replace("(c)", "\u{a9}");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(" ,", ",").replace(" .", ".")
}

/// The first address of the web in a link of `html`.
fn first_link(html: &str) -> Option<String> {
    let after = html.split_once("href=")?.1;
    let quote = after.chars().next().filter(|sign| "\"'".contains(*sign))?;
    let address = after[1..].split(quote).next()?;
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    is_web.then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_map_is_owed_to_is_said_in_plain_words_with_its_link() {
        let html = "<a href=\"https://www.openstreetmap.org/copyright\" target=\"_blank\">&copy; \
                    OpenStreetMap</a> contributors, <b>OS &amp; friends</b>";
        let owed = Owed::of_html(html).unwrap();
        assert_eq!(owed.text, "\u{a9} OpenStreetMap contributors, OS & friends");
        let link = "https://www.openstreetmap.org/copyright";
        assert_eq!(owed.link.as_deref(), Some(link));
        let script = Owed::of_html("<a href='javascript:alert(1)'>us</a>").unwrap();
        assert_eq!((script.text.as_str(), script.link), ("us", None));
        assert_eq!(Owed::of_html("<br/> "), None);
    }

    #[test]
    fn a_description_counts_as_attribution_only_where_it_speaks_of_rights() {
        let text = |attribution, description| owed(attribution, description).map(|o| o.text);
        let os = "Contains OS data (c) Crown copyright";
        let shown = "Contains OS data \u{a9} Crown copyright";
        assert_eq!(text(None, Some(os)).as_deref(), Some(shown));
        assert_eq!(text(Some(""), Some(os)).as_deref(), Some(shown));
        assert_eq!(text(None, Some("Roads of a town")), None);
        assert_eq!(text(Some("Us"), Some(os)).as_deref(), Some("Us"));
    }
}
