//! Pubs, bars, clubs, takeaways and shops of the town, street by street.
//!
//! Hours are those of the longest day. All names are made up; where a real house has the same
//! one, that is chance.

use crate::base::Planar;
use crate::sample::chance::Chance;
use crate::sample::plan::Class;
use crate::sample::shape::{along, to_decimetre};
use crate::sample::streets::Street;

/// One premises of the town.
#[derive(Clone, Debug)]
pub(crate) struct House {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) kind: &'static Kind,
    /// Index of its street.
    pub(crate) street: usize,
    /// Its door, EPSG:27700, to the metre.
    pub(crate) position: Planar,
    /// Minutes after midnight; below the opening time it is the next day.
    pub(crate) closes: u16,
    /// How many people it may hold.
    pub(crate) capacity: u32,
    /// How much trouble it has for its size: a few have most, as everywhere.
    pub(crate) trouble: u32,
}

/// A kind of premises and what licences of its kind are like.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The word in the file.
    pub(crate) word: &'static str,
    /// What incidents there are located as.
    pub(crate) location_type: &'static str,
    opens: u16,
    /// Closing times, minutes after midnight, that its houses draw from.
    closes: &'static [u16],
    /// Licensed for alcohol.
    pub(crate) alcohol: bool,
    /// Licensed for late refreshment.
    pub(crate) late_refreshment: bool,
    capacity: (i32, i32),
}

impl House {
    /// When it opens, minutes after midnight.
    pub(crate) fn opens(&self) -> u16 {
        self.kind.opens
    }

    /// Closing as minutes after 06:00, the start of the policing day.
    pub(crate) fn closes_in_policing_day(&self) -> i32 {
        (i32::from(self.closes) + 1440 - 360) % 1440
    }
}

const fn kind(
    word: &'static str,
    location_type: &'static str,
    hours: (u16, &'static [u16]),
    licence: (bool, bool),
    capacity: (i32, i32),
) -> Kind {
    let (opens, closes) = hours;
    let (alcohol, late_refreshment) = licence;
    Kind {
        word,
        location_type,
        opens,
        closes,
        alcohol,
        late_refreshment,
        capacity,
    }
}

const LICENSED: &str = "Licensed premises";
static PUB: Kind = kind(
    "pub",
    LICENSED,
    (660, &[1380, 1410, 0, 0, 60]),
    (true, false),
    (70, 240),
);
static BAR: Kind = kind(
    "bar",
    LICENSED,
    (960, &[0, 60, 60, 120]),
    (true, true),
    (80, 320),
);
static CLUB: Kind = kind(
    "nightclub",
    LICENSED,
    (1320, &[180, 180, 240]),
    (true, true),
    (380, 900),
);
static LATE: Kind = kind(
    "late takeaway",
    "Takeaway",
    (960, &[60, 120, 180, 210]),
    (false, true),
    (12, 40),
);
static LATE_RESTAURANT: Kind = kind(
    "restaurant",
    "Restaurant",
    (1020, &[1380, 1410, 0]),
    (true, true),
    (40, 120),
);
static SOCIAL: Kind = kind(
    "social club",
    LICENSED,
    (720, &[1380, 1410]),
    (true, false),
    (120, 260),
);
static CASINO: Kind = kind("casino", LICENSED, (840, &[240]), (true, true), (240, 300));
static HOTEL: Kind = kind(
    "hotel bar",
    LICENSED,
    (660, &[0, 30]),
    (true, true),
    (60, 160),
);
static RESTAURANT: Kind = kind(
    "restaurant",
    "Restaurant",
    (690, &[1290, 1320]),
    (true, false),
    (30, 90),
);
static CAFE: Kind = kind(
    "cafe",
    "Shop",
    (450, &[1020, 1050, 1080]),
    (false, false),
    (16, 60),
);
static OFF_LICENCE: Kind = kind(
    "off-licence",
    "Shop",
    (540, &[1290, 1320]),
    (true, false),
    (8, 20),
);
static LATE_SHOP: Kind = kind(
    "off-licence",
    "Shop",
    (420, &[1380]),
    (true, false),
    (10, 24),
);
static TAKEAWAY: Kind = kind(
    "takeaway",
    "Takeaway",
    (690, &[1260, 1320]),
    (false, false),
    (8, 24),
);

type Row = (&'static str, &'static [(&'static str, &'static Kind, u32)]);

/// Street by street, in order along it: name, kind, trouble.
static ROWS: [Row; 24] = [
    (
        "Quay Street",
        &[
            ("The Rope and Anchor", &PUB, 5),
            ("Capstan Bar", &BAR, 4),
            ("The Boathouse", &CLUB, 9),
            ("Harbour Grill", &LATE, 6),
            ("Neptune's", &CLUB, 8),
            ("Tidewater", &BAR, 7),
            ("The Anchor", &PUB, 12),
            ("The Lobster Pot", &LATE_RESTAURANT, 1),
            ("The Pilot Boat", &PUB, 3),
        ],
    ),
    (
        "High Street",
        &[
            ("Quarterdeck", &BAR, 5),
            ("The Saracen", &PUB, 3),
            ("Golden Fry", &LATE, 5),
            ("Lantern", &LATE_RESTAURANT, 1),
            ("Corner Cafe", &CAFE, 1),
        ],
    ),
    (
        "Market Place",
        &[
            ("The Market Tavern", &PUB, 7),
            ("Bar Meridian", &BAR, 5),
            ("Market Kebab", &LATE, 9),
            ("Butter Cross Cafe", &CAFE, 1),
            ("Pizza Piazza", &LATE, 5),
            ("The Fleece", &PUB, 4),
        ],
    ),
    (
        "Cornhill",
        &[
            ("Club Metro", &CLUB, 10),
            ("Velvet", &BAR, 5),
            ("Sultan's", &LATE, 6),
            ("The Corn Exchange", &PUB, 4),
            ("Cornhill Wine Vaults", &BAR, 2),
        ],
    ),
    (
        "Fish Street",
        &[
            ("The Jolly Herring", &PUB, 6),
            ("Smokehouse", &LATE_RESTAURANT, 1),
            ("The Net Loft", &BAR, 5),
            ("Harbour Fry", &LATE, 4),
        ],
    ),
    (
        "Silver Street",
        &[
            ("Silver Dragon", &LATE_RESTAURANT, 1),
            ("Copper Still", &BAR, 2),
            ("Thimble Tea Room", &CAFE, 1),
        ],
    ),
    (
        "Westgate",
        &[
            ("The Pack Horse", &PUB, 3),
            ("Saffron House", &LATE_RESTAURANT, 1),
            ("Westgate Pizza", &LATE, 3),
            ("Luigi's", &RESTAURANT, 1),
        ],
    ),
    (
        "Northgate",
        &[
            ("The Three Tuns", &PUB, 3),
            ("Northgate Social Club", &SOCIAL, 1),
            ("Bengal Lamp", &LATE_RESTAURANT, 1),
        ],
    ),
    (
        "Station Road",
        &[
            ("The Railway", &PUB, 5),
            ("Sidings", &BAR, 3),
            ("Station Kebab House", &LATE, 5),
            ("Whistlestop News", &LATE_SHOP, 4),
        ],
    ),
    (
        "Bridge Street",
        &[
            ("The Bridge Inn", &PUB, 3),
            ("Charcoal Grill", &LATE, 4),
            ("River Cottage Kitchen", &RESTAURANT, 1),
        ],
    ),
    (
        "Marine Parade",
        &[
            ("Grand Hotel Bar", &HOTEL, 2),
            ("Pier Casino", &CASINO, 3),
            ("Sands", &CLUB, 6),
            ("The Lifeboat", &PUB, 4),
            ("Beach Hut Cafe", &CAFE, 1),
            ("Promenade Fish Bar", &TAKEAWAY, 1),
        ],
    ),
    (
        "Ropewalk",
        &[
            ("The Hemp Spinner", &PUB, 2),
            ("Ropewalk Wines", &OFF_LICENCE, 2),
        ],
    ),
    (
        "Western Road",
        &[
            ("The Lamb", &PUB, 2),
            ("Western Stores", &LATE_SHOP, 2),
            ("Westcliff Tandoori", &RESTAURANT, 1),
        ],
    ),
    (
        "North Road",
        &[
            ("The Plough", &PUB, 2),
            ("North Hill Wines", &LATE_SHOP, 4),
            ("North Hill Fish Bar", &TAKEAWAY, 2),
            ("North Hill Club", &SOCIAL, 1),
        ],
    ),
    (
        "Abbey Road",
        &[
            ("The Abbot's Staff", &PUB, 2),
            ("Abbey Stores", &OFF_LICENCE, 2),
            ("Abbey Cafe", &CAFE, 1),
        ],
    ),
    (
        "East Road",
        &[
            ("The Volunteer", &PUB, 3),
            ("Eastgate Kebab", &LATE, 3),
            ("East Road Food and Wine", &OFF_LICENCE, 3),
            ("Peking Garden", &TAKEAWAY, 1),
        ],
    ),
    (
        "Mill Road",
        &[
            ("The Waterwheel", &PUB, 2),
            ("Mill Road Stores", &LATE_SHOP, 3),
            ("Millers", &RESTAURANT, 1),
        ],
    ),
    (
        "Dock Road",
        &[
            ("The Dockers", &PUB, 6),
            ("Dockside Social Club", &SOCIAL, 2),
            ("Crane Cafe", &CAFE, 1),
        ],
    ),
    ("Dock Gate", &[("The Steam Packet", &PUB, 5)]),
    (
        "East Parade",
        &[
            ("The Sandpiper", &PUB, 2),
            ("Kiosk on the Parade", &CAFE, 1),
        ],
    ),
    (
        "Priory Road",
        &[("The Friar", &PUB, 2), ("Priory Wine", &OFF_LICENCE, 2)],
    ),
    ("Castle Street", &[("The Portcullis", &PUB, 3)]),
    ("Sheep Street", &[("Fold", &BAR, 3)]),
    ("Fish Quay", &[("The Drifter", &PUB, 3)]),
];

const PREMISES_STREAM: u64 = (1 << 40) + 1;

/// The premises, in street order.
pub(crate) fn houses(seed: u64, streets: &[Street]) -> Vec<House> {
    let mut chance = Chance::new(seed, PREMISES_STREAM);
    let mut houses = Vec::new();
    for (name, row) in &ROWS {
        let Some(street) = streets.iter().position(|street| street.name == *name) else {
            continue;
        };
        for (i, &(name, kind, trouble)) in row.iter().enumerate() {
            // Arterials run from town to the coast and Bridge Street over the river; premises
            // keep to the near end.
            let far =
                streets[street].class == Class::Main || streets[street].name == "Bridge Street";
            let built = if far { 0.55 } else { 1.0 };
            let share = (i as f64 + 0.5) / row.len() as f64 * built;
            let nudge = f64::from(chance.between(-60, 60)) / 1000.0 / row.len() as f64;
            let side = if i % 2 == 0 { 11.0 } else { -11.0 };
            let closes = kind.closes[chance.below(kind.closes.len() as u32) as usize];
            let capacity = chance.between(kind.capacity.0, kind.capacity.1);
            let door = along(&streets[street].line, share + nudge, side);
            let Some(door) = door.map(to_decimetre) else {
                continue;
            };
            houses.push(House {
                name,
                kind,
                street,
                position: Planar::new(door.x.round(), door.y.round()),
                closes,
                capacity: (capacity / 5 * 5).max(8) as u32,
                trouble,
            });
        }
    }
    houses
}
