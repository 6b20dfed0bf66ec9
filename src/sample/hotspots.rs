//! Where trouble gathers: the places behind the hotspots a user will find.
//!
//! They differ in size, in what happens there, in the hour and in the direction they move from
//! year to year, so that every question the program can ask has something to find.

use crate::sample::plan::At;

/// When a place is busy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rhythm {
    /// As the pubs and clubs close; an hour later on Saturdays.
    Closing,
    /// Around one hour, in minutes after 06:00, busiest on one policing day (Monday is 0).
    Evening {
        /// Middle of it, minutes after 06:00.
        peak: i32,
        /// Busiest policing day.
        day: usize,
    },
}

/// A place where trouble gathers.
pub(crate) struct Hotspot {
    /// How people call it.
    pub(crate) name: &'static str,
    /// What rows there say of it.
    pub(crate) location_type: &'static str,
    /// Its middle.
    pub(crate) middle: At,
    /// How far it reaches, metres.
    pub(crate) reach_m: i32,
    /// Weight of violence and public order, of robbery and theft, of anti-social behaviour and
    /// damage, of drugs and the rest.
    pub(crate) weights: [u32; 4],
    /// When it is busy.
    pub(crate) rhythm: Rhythm,
    /// Percent of its usual weight in each of the three years.
    pub(crate) years: [u32; 3],
}

const fn closing(
    name: &'static str,
    location_type: &'static str,
    middle: At,
    reach_m: i32,
    weights: [u32; 4],
    years: [u32; 3],
) -> Hotspot {
    Hotspot {
        name,
        location_type,
        middle,
        reach_m,
        weights,
        rhythm: Rhythm::Closing,
        years,
    }
}

const fn evening(
    name: &'static str,
    location_type: &'static str,
    middle: At,
    reach_m: i32,
    weights: [u32; 4],
    rhythm: (i32, usize),
    years: [u32; 3],
) -> Hotspot {
    let (peak, day) = rhythm;
    let rhythm = Rhythm::Evening { peak, day };
    Hotspot {
        name,
        location_type,
        middle,
        reach_m,
        weights,
        rhythm,
        years,
    }
}

/// The places; the order of names does not tell their rank.
pub(crate) const HOTSPOTS: [Hotspot; 16] = [
    closing(
        "Quay Street by The Anchor",
        "Street",
        (4965, 3040),
        105,
        [220, 120, 110, 90],
        [96, 100, 106],
    ),
    closing(
        "Market Place taxi rank",
        "Taxi rank",
        (4905, 3460),
        85,
        [175, 130, 95, 60],
        [100, 104, 98],
    ),
    closing(
        "Fish Street steps",
        "Street",
        (5005, 3280),
        70,
        [130, 90, 70, 60],
        [80, 100, 124],
    ),
    closing(
        "Cornhill by Club Metro",
        "Street",
        (4735, 3335),
        75,
        [105, 70, 60, 80],
        [100, 100, 100],
    ),
    closing(
        "Marine Parade by Sands",
        "Street",
        (3620, 2415),
        90,
        [66, 30, 40, 30],
        [110, 100, 88],
    ),
    closing(
        "Dock Gate",
        "Street",
        (6235, 2700),
        95,
        [58, 22, 36, 26],
        [104, 100, 92],
    ),
    closing(
        "Bridge Street kebab shops",
        "Street",
        (5235, 3350),
        60,
        [44, 24, 30, 16],
        [96, 100, 102],
    ),
    closing(
        "East Road by The Volunteer",
        "Street",
        (5830, 3482),
        80,
        [34, 14, 22, 14],
        [100, 96, 102],
    ),
    evening(
        "Station Road underpass",
        "Transport",
        (4300, 3835),
        85,
        [120, 260, 150, 190],
        (840, 4),
        [120, 104, 80],
    ),
    evening(
        "Bridge Lane car park",
        "Car park",
        (5200, 3175),
        60,
        [60, 150, 110, 160],
        (990, 4),
        [90, 100, 112],
    ),
    evening(
        "East Parade shelters",
        "Park",
        (7620, 2590),
        90,
        [54, 50, 190, 110],
        (890, 3),
        [84, 96, 124],
    ),
    evening(
        "North Hill shops",
        "Shop",
        (4465, 4780),
        80,
        [70, 90, 180, 90],
        (780, 5),
        [104, 102, 92],
    ),
    evening(
        "Priory Walk",
        "Park",
        (5215, 3690),
        90,
        [56, 150, 90, 170],
        (960, 6),
        [100, 100, 100],
    ),
    evening(
        "Victoria Park gates",
        "Park",
        (3160, 3470),
        90,
        [40, 70, 130, 100],
        (800, 4),
        [90, 104, 108],
    ),
    evening(
        "Mill Road parade",
        "Shop",
        (6090, 4370),
        85,
        [42, 44, 110, 60],
        (770, 2),
        [108, 100, 90],
    ),
    evening(
        "General Hospital",
        "Hospital",
        (6740, 4395),
        70,
        [60, 14, 30, 12],
        (1010, 5),
        [100, 100, 104],
    ),
];
