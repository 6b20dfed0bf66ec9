//! What happens, how often, in which kind of place, on which days and in which months.

/// Kinds of place, in the order of [`Offence::places`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// A hotspot that is busy at closing time.
    Closing,
    /// A hotspot with an hour of its own.
    Evening,
    /// In or at a premises.
    Premises,
    /// Anywhere in the streets.
    Street,
    /// In a home.
    Home,
}

/// All settings, in order.
pub(crate) const SETTINGS: [Setting; 5] = [
    Setting::Closing,
    Setting::Evening,
    Setting::Premises,
    Setting::Street,
    Setting::Home,
];

/// How the time of an offence is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// Somebody saw it: mostly one time.
    Seen,
    /// Found later: mostly from one time to another.
    Found,
    /// Burglary: while nobody was there.
    Away,
}

/// An offence as the export names it.
pub(crate) struct Offence {
    /// Its title.
    pub(crate) title: &'static str,
    /// Column of `Hotspot::weights` and of [`MONTHS`].
    pub(crate) family: usize,
    /// How many of a thousand incidents.
    pub(crate) rate: u32,
    /// Percent in each setting.
    pub(crate) places: [u32; 5],
    /// Percent that involve alcohol in each setting.
    pub(crate) alcohol: [u32; 5],
    /// How its time is known.
    pub(crate) known: Known,
}

const fn offence(
    title: &'static str,
    (family, rate): (usize, u32),
    places: [u32; 5],
    alcohol: [u32; 5],
    known: Known,
) -> Offence {
    Offence {
        title,
        family,
        rate,
        places,
        alcohol,
        known,
    }
}

/// Index of "Domestic violence".
pub(crate) const DOMESTIC: usize = 2;

/// The offences.
pub(crate) const OFFENCES: [Offence; 12] = [
    offence(
        "Violence with injury",
        (0, 130),
        [30, 10, 14, 24, 22],
        [60, 28, 62, 24, 30],
        Known::Seen,
    ),
    offence(
        "Violence without injury",
        (0, 158),
        [20, 12, 10, 30, 28],
        [54, 22, 52, 18, 24],
        Known::Seen,
    ),
    offence(
        "Domestic violence",
        (0, 84),
        [0, 0, 1, 4, 95],
        [60, 30, 60, 44, 40],
        Known::Seen,
    ),
    offence(
        "Serious violence",
        (0, 34),
        [32, 14, 12, 25, 17],
        [56, 24, 56, 24, 28],
        Known::Seen,
    ),
    offence(
        "Robbery",
        (1, 24),
        [16, 42, 2, 38, 2],
        [36, 12, 30, 12, 10],
        Known::Seen,
    ),
    offence(
        "Public order",
        (0, 112),
        [34, 16, 12, 34, 4],
        [62, 30, 60, 28, 26],
        Known::Seen,
    ),
    offence(
        "Anti-social behaviour",
        (2, 204),
        [16, 30, 3, 45, 6],
        [62, 32, 56, 26, 24],
        Known::Seen,
    ),
    offence(
        "Criminal damage",
        (2, 94),
        [10, 12, 5, 45, 28],
        [44, 20, 36, 14, 14],
        Known::Found,
    ),
    offence(
        "Burglary",
        (1, 56),
        [0, 0, 10, 0, 90],
        [4, 4, 4, 4, 3],
        Known::Away,
    ),
    offence(
        "Sexual offence",
        (3, 26),
        [18, 14, 12, 16, 40],
        [64, 34, 62, 30, 30],
        Known::Seen,
    ),
    offence(
        "Theft from the person",
        (1, 38),
        [24, 14, 32, 30, 0],
        [46, 12, 40, 10, 0],
        Known::Found,
    ),
    offence(
        "Drugs",
        (3, 40),
        [20, 36, 8, 30, 6],
        [26, 10, 30, 10, 8],
        Known::Seen,
    ),
];

/// Percent of an average day on each policing day, Monday first, by setting.
pub(crate) const WEEKDAYS: [[u32; 7]; 5] = [
    [34, 34, 42, 66, 188, 246, 90],
    [84, 86, 94, 104, 136, 124, 72],
    [50, 52, 62, 84, 164, 206, 82],
    [90, 90, 92, 98, 116, 124, 90],
    [98, 90, 88, 90, 96, 116, 122],
];

/// Percent of an average day in each month, January first, by family; burglary is last.
pub(crate) const MONTHS: [[u32; 12]; 5] = [
    [86, 86, 92, 98, 107, 115, 122, 117, 104, 96, 90, 105],
    [96, 92, 94, 96, 100, 104, 110, 108, 100, 98, 100, 112],
    [72, 76, 90, 104, 114, 124, 132, 130, 106, 112, 98, 74],
    [92, 92, 98, 100, 104, 108, 112, 108, 100, 98, 94, 96],
    [118, 112, 104, 96, 90, 86, 84, 86, 94, 104, 114, 118],
];

/// The row of [`MONTHS`] for an offence.
pub(crate) fn months(offence: &Offence) -> &'static [u32; 12] {
    &MONTHS[if offence.known == Known::Away {
        4
    } else {
        offence.family
    }]
}
