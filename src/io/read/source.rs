//! A file opened as what it is by its first bytes, never by its name: plain text (unpacked if
//! it is packed, decoded, its mark and line ends made uniform, hashed while it is read where that
//! is wanted) or one of the kinds that bring their own reader.
//!
//! Bytes that are neither UTF-8 nor UTF-16 are passed on, and decoded field by field.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use crate::data::raw::SourceInfo;
use crate::io::read::archive::{self, Member};
use crate::io::read::bounded::{Bounded, TooLarge, limit_of};
use crate::io::read::encoding::{Encoding, Utf8};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::format::{Content, Format};
use crate::io::read::input::Input;
use crate::io::read::inside;
use crate::io::read::layers::{self, companions};
use crate::io::read::magic;
use crate::io::read::options::{ReadOptions, UNPACKED_BYTES};
use crate::io::read::plain_text::PlainText;
use crate::io::read::table::looks_like_table;

/// How much of the text is looked at to tell what it is.
const HEAD_BYTES: usize = 64 * 1024;
/// Size of the buffer between the disk and the unpacker.
const BUFFER_BYTES: usize = 128 * 1024;

/// The plain text of a file while it is read.
pub(super) struct Text {
    reader: Box<dyn Read + Send>,
    disk: Arc<Mutex<Taken>>,
}

/// What was taken from the disk so far.
struct Taken {
    bytes: u64,
    /// Of those bytes, where it is wanted.
    digest: Option<Sha256>,
}

/// A file of a known kind.
#[derive(Debug)]
pub(super) struct Source {
    /// What is read: the file as it lies on disk, or what was unpacked from it.
    place: Place,
    /// The file itself.
    disk: Place,
    /// The path as the user gave it.
    pub(super) shown: String,
    /// The file in the archive that the path leads to.
    inside: Option<String>,
    /// Bytes that are read.
    pub(super) bytes: u64,
    /// Bytes it may unpack to.
    pub(super) limit: u64,
    packing: Packing,
    encoding: Encoding,
    /// What it is.
    pub(super) format: Format,
    /// What there is to say of how it was opened, one sentence each.
    pub(super) notes: Vec<String>,
    /// Start of the plain text, if it is one.
    pub(super) head: Vec<u8>,
    /// Whether `head` is all there is.
    pub(super) head_is_all: bool,
}

#[derive(Clone, Debug)]
enum Place {
    File(PathBuf),
    Embedded(&'static [u8]),
    /// Unpacked into memory, because it is no stream: a workbook in an archive.
    Held(Arc<[u8]>),
}

#[derive(Clone, Debug)]
enum Packing {
    None,
    Gzip,
    Member(Member),
}

/// Bytes that can be read in any order.
pub(super) trait Seekable: Read + Seek + Send {}

impl<T: Read + Seek + Send> Seekable for T {}

impl Source {
    /// Looks at the start of `input`, which should be `wanted`.
    pub(super) fn open(
        input: Input<'_>,
        wanted: &'static str,
        options: &ReadOptions,
    ) -> Result<Self, ReadError> {
        let mut inside = None;
        let (place, shown, bytes) = match input {
            Input::File(path) => {
                let shown = path.display().to_string();
                let (path, name) = inside::split(path)
                    .map_or_else(|| (path.to_owned(), None), |(a, name)| (a, Some(name)));
                inside = name;
                let bytes = size_of_file(&path, &shown)?;
                (Place::File(path), shown, bytes)
            }
            Input::Embedded { name, bytes } => {
                (Place::Embedded(bytes), name.to_owned(), bytes.len() as u64)
            }
        };
        let mut source = Self {
            disk: place.clone(),
            place,
            shown,
            inside,
            bytes,
            limit: limit_of(bytes, options.unpacked_bytes, UNPACKED_BYTES),
            packing: Packing::None,
            encoding: Encoding::default(),
            format: Format::Text,
            notes: Vec::new(),
            head: Vec::new(),
            head_is_all: false,
        };
        source.look_at(wanted, options)?;
        Ok(source)
    }

    /// Finds out what it is. What is packed may be a workbook, which is packed itself; an
    /// archive in an archive is not gone into.
    fn look_at(&mut self, wanted: &'static str, options: &ReadOptions) -> Result<(), ReadError> {
        for is_outer in [true, false] {
            let first = self.start_of(self.raw_from(0)?)?;
            if is_outer && self.is_of_shapefile(&first) {
                self.format = Format::Shapefile;
                return Ok(());
            }
            match Content::of(&first) {
                Content::Zip => {
                    let is_asked = is_outer && self.inside.is_some();
                    if !is_asked && self.is_workbook(&first, wanted)? {
                        return Ok(());
                    }
                    if is_outer {
                        let member = self.choose_member(&first, options)?;
                        if self.inside.is_none() {
                            self.notes
                                .push(format!("archive: the file \"{}\" in it", member.name));
                        }
                        self.bytes = member.packed_bytes;
                        self.packing = Packing::Member(member);
                    } else {
                        let what = "an archive in an archive";
                        return Err(self.refused(what.to_owned(), wanted, magic::UNPACK));
                    }
                }
                _ if is_outer && self.inside.is_some() => {
                    return Err(Trouble::Missing.at(self.shown.as_str()));
                }
                Content::Gzip => self.packing = Packing::Gzip,
                Content::OldOffice => {
                    self.format = Format::Xls;
                    return Ok(());
                }
                Content::Features(format) => {
                    self.format = format;
                    return Ok(());
                }
                Content::Other => {}
            }
            let is_packed = !matches!(self.packing, Packing::None);
            let inner = if is_packed {
                self.start_of(self.unpacked(self.raw_packed()?))?
            } else {
                first
            };
            if !is_packed || Content::of(&inner) == Content::Other {
                return self.look_at_text(&inner, wanted);
            }
            self.hold()?;
        }
        Err(self.refused("an archive in an archive".to_owned(), wanted, magic::UNPACK))
    }

    /// Whether the zip archive is a workbook; another document that is an archive is refused.
    fn is_workbook(&mut self, first: &[u8], wanted: &'static str) -> Result<bool, ReadError> {
        let members = self.members_of(first)?;
        let mut kind = [0; 64];
        let mimetype = match members.iter().find(|member| member.name == "mimetype") {
            Some(member) => {
                let mut text = self.member(member)?.take(kind.len() as u64);
                let mut read = 0;
                while let Ok(n @ 1..) = text.read(&mut kind[read..]) {
                    read += n;
                }
                &kind[..read]
            }
            None => &[],
        };
        if let Some(format) = Format::of_archive(&members, mimetype) {
            self.format = format;
            return Ok(true);
        }
        match magic::document(&members) {
            Some((what, remedy)) => Err(self.refused(what.to_owned(), wanted, remedy)),
            None => Ok(false),
        }
    }

    /// The member that is meant: the one that is named, the only one, or the only table.
    fn choose_member(&self, first: &[u8], options: &ReadOptions) -> Result<Member, ReadError> {
        let mut members = self.members_of(first)?;
        members.retain(|member| !archive::is_left_behind(&member.name));
        let names = |members: &[&Member]| members.iter().map(|m| m.name.clone()).collect();
        let all: Vec<&Member> = members.iter().collect();
        let mut meant = all.clone();
        if let Some(inside) = &self.inside {
            meant.retain(|member| member.name == *inside);
            if meant.is_empty() {
                return Err(Trouble::Missing.at(self.shown.as_str()));
            }
        } else if let Some(said) = &options.layer {
            meant.retain(|member| archive::is_meant(&member.name, said));
            if meant.is_empty() {
                meant.clone_from(&all);
                meant.retain(|member| self.may_hold_layers(member));
            }
            // What is named may be a layer of the only file that has some.
            if meant.len() != 1 && !meant.iter().any(|m| archive::is_meant(&m.name, said)) {
                let (said, names) = (said.clone(), names(&all));
                return Err(Trouble::NoSuchLayer { said, names }.at(self.shown.as_str()));
            }
        }
        if meant.len() > 1 {
            meant.retain(|member| self.may_be_table(member));
        }
        match meant[..] {
            [member] => match member.obstacle() {
                None => Ok(member.clone()),
                Some(why) => Err(Trouble::Damaged {
                    what: format!("the file \"{}\" in the archive", member.name),
                    why: why.to_owned(),
                    remedy: magic::UNPACK,
                }
                .at(self.shown.as_str())),
            },
            [] => Err(Trouble::NoTable { names: names(&all) }.at(self.shown.as_str())),
            _ => {
                let names = names(&meant);
                Err(Trouble::SeveralTables { names }.at(self.shown.as_str()))
            }
        }
    }

    /// Whether a member brings tables or layers of its own: a GeoPackage, a workbook.
    fn may_hold_layers(&self, member: &Member) -> bool {
        let start = self.member(member).and_then(|held| self.start_of(held));
        start.is_ok_and(|start| Content::of(&start) != Content::Other)
    }

    fn may_be_table(&self, member: &Member) -> bool {
        let Ok(start) = self.member(member).and_then(|text| self.start_of(text)) else {
            // Whatever is wrong with it is said when it is the one that is read.
            return true;
        };
        if Content::of(&start) != Content::Other {
            return true;
        }
        let encoding = Encoding::of(&start);
        let is_all = start.len() < HEAD_BYTES;
        let mut text = Vec::new();
        let decoded = PlainText::new(Utf8::new(&start[..], encoding)).read_to_end(&mut text);
        let is_text = encoding != Encoding::Bytes || magic::foreign(&start).is_none();
        decoded.is_ok() && is_text && looks_like_table(&text, is_all)
    }

    /// The files in the archive.
    pub(super) fn members(&self) -> Result<Vec<Member>, ReadError> {
        self.members_of(b"")
    }

    /// The same of one that starts with `first`, by which it is called if it is damaged.
    fn members_of(&self, first: &[u8]) -> Result<Vec<Member>, ReadError> {
        archive::members(self.seekable()?).map_err(|error| {
            let (what, _) = magic::zipped(first);
            Trouble::Damaged {
                what,
                why: format!("it is cut off or damaged: {error}"),
                remedy: "export or download it again",
            }
            .at(self.shown.as_str())
        })
    }

    /// What a member of the archive holds.
    pub(super) fn member(&self, member: &Member) -> Result<Box<dyn Read + Send>, ReadError> {
        let packed = BufReader::with_capacity(BUFFER_BYTES, self.raw_from(member.start)?);
        Ok(member.unpack(packed, self.limit))
    }

    /// Unpacks everything into memory, to be looked at like a file of its own.
    fn hold(&mut self) -> Result<(), ReadError> {
        let mut all = Vec::new();
        let read = self.unpacked(self.raw_packed()?).read_to_end(&mut all);
        read.map_err(|error| self.trouble(&error))?;
        self.bytes = all.len() as u64;
        self.place = Place::Held(all.into());
        self.packing = Packing::None;
        Ok(())
    }

    fn look_at_text(&mut self, first: &[u8], wanted: &'static str) -> Result<(), ReadError> {
        if layers::kind::of_text(first) == Some(Format::Kml) {
            self.format = Format::Kml;
            return Ok(());
        }
        self.encoding = Encoding::of(first);
        if let Some(name) = self.encoding.name() {
            self.notes.push(format!("text: {name}"));
        } else if let Some((what, remedy)) = magic::foreign(first) {
            return Err(self.refused(what, wanted, remedy));
        }
        let head = self.start_of(self.text()?)?;
        if head.iter().all(u8::is_ascii_whitespace) {
            return Err(Trouble::Empty.at(self.shown.as_str()));
        }
        self.head_is_all = head.len() < HEAD_BYTES;
        self.head = head;
        if let Some(format) = layers::kind::of_text(&self.head) {
            self.format = format;
        }
        Ok(())
    }

    fn refused(&self, what: String, wanted: &'static str, remedy: &'static str) -> ReadError {
        Trouble::Binary {
            what,
            wanted,
            remedy,
        }
        .at(self.shown.as_str())
    }

    fn start_of(&self, from: impl Read) -> Result<Vec<u8>, ReadError> {
        let mut start = Vec::new();
        let read = from.take(HEAD_BYTES as u64).read_to_end(&mut start);
        read.map_err(|error| self.trouble(&error))?;
        Ok(start)
    }

    /// The whole text from its start.
    pub(super) fn text(&self) -> Result<Text, ReadError> {
        self.text_with(None)
    }

    /// The same, hashing on the way what comes from the disk; see [`Self::info_of`].
    pub(super) fn hashed_text(&self) -> Result<Text, ReadError> {
        // Of an archive no more than one member is read.
        let is_whole = !matches!(self.packing, Packing::Member(_)) && self.inside.is_none();
        self.text_with(is_whole.then(Sha256::new))
    }

    fn text_with(&self, digest: Option<Sha256>) -> Result<Text, ReadError> {
        let disk = Arc::new(Mutex::new(Taken { bytes: 0, digest }));
        let watched = Watched {
            inner: self.raw_packed()?,
            taken: Arc::clone(&disk),
        };
        let unpacked = self.unpacked(watched);
        let reader: Box<dyn Read + Send> = match self.encoding {
            Encoding::Bytes => Box::new(PlainText::new(unpacked)),
            encoding => Box::new(PlainText::new(Utf8::new(unpacked, encoding))),
        };
        Ok(Text { reader, disk })
    }

    /// What `packed`, which comes from [`Self::raw_packed`], holds.
    fn unpacked(&self, packed: impl Read + Send + 'static) -> Box<dyn BufRead + Send> {
        let packed = BufReader::with_capacity(BUFFER_BYTES, packed);
        let buffered = |unpacked| Box::new(BufReader::with_capacity(BUFFER_BYTES, unpacked));
        match &self.packing {
            Packing::None => Box::new(packed),
            Packing::Gzip => {
                let unpacked = Bounded::new(MultiGzDecoder::new(packed), self.limit);
                Box::new(BufReader::with_capacity(BUFFER_BYTES, unpacked))
            }
            Packing::Member(member) => buffered(member.unpack(packed, self.limit)),
        }
    }

    /// The whole text in memory.
    pub(super) fn whole(&self) -> Result<Vec<u8>, ReadError> {
        let mut text = self.text()?;
        let mut all = Vec::new();
        text.read_to_end(&mut all)
            .map_err(|error| self.trouble(&error))?;
        Ok(all)
    }

    /// All bytes, unpacked but otherwise as they are.
    pub(super) fn contents(&self) -> Result<Vec<u8>, ReadError> {
        let mut all = Vec::new();
        let read = self.unpacked(self.raw_packed()?).read_to_end(&mut all);
        read.map_err(|error| self.trouble(&error))?;
        Ok(all)
    }

    /// Where it lies on disk, if it lies there as it is read.
    pub(super) fn path(&self) -> Option<&Path> {
        match (&self.place, &self.packing) {
            (Place::File(path), Packing::None) => Some(path),
            _ => None,
        }
    }

    fn is_of_shapefile(&self, first: &[u8]) -> bool {
        self.path()
            .is_some_and(|path| layers::kind::is_of_shapefile(path, first))
    }

    /// Path and SHA-256 of the bytes as they lie on disk; of a shapefile those of the `.shp`,
    /// and of what lies beside it.
    pub(super) fn info(&self) -> Result<SourceInfo, ReadError> {
        let files = self.path().filter(|_| self.format == Format::Shapefile);
        if let Some([first, others @ ..]) = files.map(companions::files_of).as_deref() {
            let companions: Result<Vec<_>, _> = others.iter().map(|p| self.info_at(p)).collect();
            return Ok(SourceInfo {
                companions: companions?,
                ..self.info_at(first)?
            });
        }
        if self.inside.is_some() {
            return self.info_of_inside();
        }
        self.info_of_disk()
    }

    /// Of a file in an archive, which may be one of many: what it holds itself.
    fn info_of_inside(&self) -> Result<SourceInfo, ReadError> {
        let mut digest = Sha256::new();
        let mut held = self.unpacked(self.raw_packed()?);
        std::io::copy(&mut held, &mut digest).map_err(|error| self.trouble(&error))?;
        Ok(self.info_with(digest))
    }

    fn info_at(&self, path: &Path) -> Result<SourceInfo, ReadError> {
        let file = File::open(path).map_err(|error| self.trouble(&error))?;
        let mut digest = Sha256::new();
        std::io::copy(&mut BufReader::new(file), &mut digest)
            .map_err(|error| self.trouble(&error))?;
        Ok(SourceInfo {
            path: path.display().to_string(),
            ..self.info_with(digest)
        })
    }

    fn info_of_disk(&self) -> Result<SourceInfo, ReadError> {
        let mut digest = Sha256::new();
        let disk = self.disk.open().map_err(|error| self.trouble(&error))?;
        let mut disk = BufReader::with_capacity(BUFFER_BYTES, disk);
        std::io::copy(&mut disk, &mut digest).map_err(|error| self.trouble(&error))?;
        Ok(self.info_with(digest))
    }

    /// The same from a hashed text that was read to its end. The end of a packed text is known
    /// only from the end of the file, so that every byte was taken.
    pub(super) fn info_of(&self, text: &Text) -> Result<SourceInfo, ReadError> {
        let digest = text.taken().digest.take();
        digest.map_or_else(|| self.info(), |digest| Ok(self.info_with(digest)))
    }

    fn info_with(&self, digest: Sha256) -> SourceInfo {
        use std::fmt::Write as _;
        let mut sha256 = String::with_capacity(64);
        for byte in digest.finalize() {
            // Writing to a string cannot fail.
            let _ = write!(sha256, "{byte:02x}");
        }
        SourceInfo {
            path: self.shown.clone(),
            sha256,
            companions: Vec::new(),
        }
    }

    /// What to say when reading on fails.
    pub(super) fn trouble(&self, error: &std::io::Error) -> ReadError {
        trouble_of(error).at(self.shown.as_str())
    }

    /// The bytes that are packed, or that are read as they are.
    fn raw_packed(&self) -> Result<Box<dyn Seekable>, ReadError> {
        match &self.packing {
            Packing::Member(member) => self.raw_from(member.start),
            Packing::None | Packing::Gzip => self.raw_from(0),
        }
    }

    fn raw_from(&self, start: u64) -> Result<Box<dyn Seekable>, ReadError> {
        let mut raw = self.seekable()?;
        if start > 0 {
            raw.seek(SeekFrom::Start(start))
                .map_err(|error| self.trouble(&error))?;
        }
        Ok(raw)
    }

    /// The bytes of a file that brings its own reader.
    pub(super) fn seekable(&self) -> Result<Box<dyn Seekable>, ReadError> {
        self.place.open().map_err(|error| self.trouble(&error))
    }
}

impl Place {
    fn open(&self) -> std::io::Result<Box<dyn Seekable>> {
        match self {
            Self::File(path) => Ok(Box::new(File::open(path)?)),
            Self::Embedded(bytes) => Ok(Box::new(Cursor::new(*bytes))),
            Self::Held(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
        }
    }
}

fn size_of_file(path: &Path, shown: &str) -> Result<u64, ReadError> {
    let meta = std::fs::metadata(path).map_err(|error| trouble_of(&error).at(shown))?;
    if meta.is_dir() {
        Err(Trouble::Directory.at(shown))
    } else {
        Ok(meta.len())
    }
}

fn trouble_of(error: &std::io::Error) -> Trouble {
    if let Some(&TooLarge { limit }) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
        return Trouble::TooLarge {
            megabytes: limit.div_ceil(1_000_000),
        };
    }
    match error.kind() {
        ErrorKind::NotFound => Trouble::Missing,
        ErrorKind::IsADirectory => Trouble::Directory,
        _ => Trouble::Unreadable {
            why: error.to_string(),
        },
    }
}

impl Text {
    /// Bytes taken from the disk so far.
    pub(super) fn bytes_taken(&self) -> u64 {
        self.taken().bytes
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for Text {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.reader.read(out)
    }
}

/// Counts what passes, for progress, and hashes it while it is at hand.
struct Watched<R> {
    inner: R,
    taken: Arc<Mutex<Taken>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.bytes += n as u64;
        if let Some(digest) = &mut taken.digest {
            digest.update(&buffer[..n]);
        }
        Ok(n)
    }
}
