//! Encodings of the texts in `.dbf` files.
//!
//! A `.cpg` beside the file names the encoding; else a byte in the file's head does, by numbers
//! of FoxPro and ArcGIS; else texts are UTF-8 where all of them can be, and Windows-1252
//! otherwise.

use std::borrow::Cow;

use encoding_rs::Encoding;

/// Signs 128 to 255 of the code page DOS had in America.
const DOS_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
/// Signs 128 to 255 of the code page DOS had in western Europe.
const DOS_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// How texts are encoded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum CodePage {
    /// One that browsers know.
    Known(&'static Encoding),
    /// One of DOS, with signs 128 to 255.
    Dos(&'static str),
}

impl CodePage {
    /// The encoding that a `.cpg` file names.
    pub(super) fn of_cpg(text: &str) -> Option<Self> {
        let plain = text.trim().to_ascii_lowercase().replace([' ', '_'], "-");
        let bare = ["ansi-", "cp", "oem-", "windows-", "dos-"]
            .iter()
            .find_map(|prefix| plain.strip_prefix(prefix))
            .unwrap_or(&plain);
        match bare.replace('-', "").as_str() {
            "65001" | "utf8" => Some(Self::Known(encoding_rs::UTF_8)),
            "437" => Some(Self::Dos(DOS_437)),
            "850" => Some(Self::Dos(DOS_850)),
            "88591" | "iso88591" => Some(Self::Known(encoding_rs::WINDOWS_1252)),
            digits if digits.len() == 4 && digits.starts_with("125") => {
                Encoding::for_label(format!("windows-{digits}").as_bytes()).map(Self::Known)
            }
            _ => Encoding::for_label(plain.as_bytes()).map(Self::Known),
        }
    }

    /// The encoding that byte 29 of the head of a `.dbf` names.
    pub(super) fn of_driver(byte: u8) -> Option<Self> {
        Some(match byte {
            0x01 | 0x09 | 0x0b | 0x0d | 0x0f | 0x11 | 0x15 | 0x18 | 0x19 | 0x1b => {
                Self::Dos(DOS_437)
            }
            0x02 | 0x0a | 0x0e | 0x10 | 0x12 | 0x14 | 0x16 | 0x1a | 0x1d | 0x25 | 0x37 => {
                Self::Dos(DOS_850)
            }
            0x03 | 0x57..=0x59 => Self::Known(encoding_rs::WINDOWS_1252),
            0xc8 => Self::Known(encoding_rs::WINDOWS_1250),
            0xc9 => Self::Known(encoding_rs::WINDOWS_1251),
            0xca => Self::Known(encoding_rs::WINDOWS_1254),
            0xcb => Self::Known(encoding_rs::WINDOWS_1253),
            _ => return None,
        })
    }

    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Known(encoding) => encoding.name(),
            Self::Dos(DOS_437) => "DOS code page 437",
            Self::Dos(_) => "DOS code page 850",
        }
    }

    /// The text; signs that are none become U+FFFD.
    pub(super) fn decoded(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Known(encoding) => encoding.decode_without_bom_handling(bytes).0,
            Self::Dos(upper) => {
                if let Ok(text) = std::str::from_utf8(bytes)
                    && bytes.is_ascii()
                {
                    return Cow::Borrowed(text);
                }
                let upper: Vec<char> = upper.chars().collect();
                let sign = |&byte: &u8| match byte.checked_sub(128) {
                    None => char::from(byte),
                    Some(place) => upper.get(usize::from(place)).copied().unwrap_or('\u{fffd}'),
                };
                Cow::Owned(bytes.iter().map(sign).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_programs_write_are_known() {
        for (text, name) in [
            ("UTF-8", "UTF-8"),
            ("utf8\r\n", "UTF-8"),
            ("65001", "UTF-8"),
            ("1252", "windows-1252"),
            ("ANSI 1251", "windows-1251"),
            ("ISO-8859-1", "windows-1252"),
            ("ISO 88591", "windows-1252"),
            ("ISO-8859-15", "ISO-8859-15"),
            ("OEM 850", "DOS code page 850"),
            ("CP437", "DOS code page 437"),
            ("Shift_JIS", "Shift_JIS"),
        ] {
            assert_eq!(
                CodePage::of_cpg(text).map(CodePage::name),
                Some(name),
                "{text}"
            );
        }
        assert_eq!(CodePage::of_cpg("system"), None);
    }

    #[test]
    fn signs_of_dos_are_those_of_its_tables() {
        // By Python's codecs: bytes.decode("cp437") and bytes.decode("cp850").
        assert_eq!(
            (DOS_437.chars().count(), DOS_850.chars().count()),
            (128, 128)
        );
        let text = [b'C', b'a', b'f', 0x82, 0x9d, 0xd5];
        assert_eq!(CodePage::Dos(DOS_437).decoded(&text), "Café¥╒");
        assert_eq!(CodePage::Dos(DOS_850).decoded(&text), "CaféØı");
        assert_eq!(
            CodePage::of_driver(0x57).map(CodePage::name),
            Some("windows-1252")
        );
    }
}
