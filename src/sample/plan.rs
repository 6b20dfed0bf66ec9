//! What a hand drew: coast, river, main roads, the old town, housing districts and parks.
//!
//! Coordinates are metres east and north of [`ORIGIN`]; [`at`] brings them into the British
//! National Grid. The generator fills in what a hand would not: rough coast, side streets, names.

use crate::base::Planar;

/// South-west corner of the sheet, EPSG:27700. All of it is sea in the real world.
pub(crate) const ORIGIN: (f64, f64) = (232_000.0, 268_000.0);

/// The Market Place, where the town is busiest.
pub(crate) const CENTRE: At = (4860, 3400);

/// A point of the sheet, in metres from its corner.
pub(crate) type At = (i32, i32);

/// A point of the sheet in the British National Grid.
pub(crate) fn at((x, y): At) -> Planar {
    Planar::new(ORIGIN.0 + f64::from(x), ORIGIN.1 + f64::from(y))
}

/// Points of the sheet in the British National Grid.
pub(crate) fn all_at(points: &[At]) -> Vec<Planar> {
    points.iter().copied().map(at).collect()
}

/// The coast anticlockwise, starting in the west. `true`: the edge that starts here is natural
/// and gets rough; `false`: it is a quay wall and stays straight.
// A row a line, as a table.
#[rustfmt::skip]
pub(crate) const COAST: [(At, bool); 68] = [
    ((750, 3900), true),
    ((900, 3300), true),
    ((1300, 2750), true),
    ((1900, 2400), true),
    ((2500, 2260), true),
    ((3100, 2210), true),
    ((3700, 2290), true),
    ((4250, 2370), true),
    ((4440, 2330), false),
    ((4470, 1990), false),
    ((4620, 1900), false),
    ((4640, 1930), false),
    ((4505, 2015), false),
    ((4500, 2390), false),
    ((4610, 2440), false),
    ((4650, 2760), false),
    ((4790, 2930), false),
    ((5000, 2990), false),
    ((5190, 3005), false),
    ((5255, 3060), false),
    ((5320, 2995), false),
    ((5470, 2930), false),
    ((5540, 2800), false),
    ((5560, 2480), false),
    ((5440, 2110), false),
    ((5150, 1960), false),
    ((5160, 1930), false),
    ((5475, 2085), false),
    ((5610, 2440), false),
    ((5860, 2350), false),
    ((5880, 2620), false),
    ((6100, 2640), false),
    ((6120, 2330), false),
    ((6420, 2290), false),
    ((6430, 2590), false),
    ((6680, 2610), false),
    ((6700, 2270), false),
    ((7060, 2240), true),
    ((7600, 2400), true),
    ((8100, 2700), true),
    ((8600, 3200), true),
    ((8950, 3900), true),
    ((9050, 4600), true),
    ((8800, 5300), true),
    ((8850, 5900), true),
    ((8500, 6500), true),
    ((7900, 6900), true),
    ((7200, 7050), true),
    ((6600, 7350), true),
    ((6250, 7150), true),
    ((5800, 7500), true),
    ((5000, 7300), true),
    ((4300, 7450), true),
    ((3900, 7200), true),
    ((3500, 7350), true),
    ((2800, 7000), true),
    ((2100, 6900), true),
    ((1600, 6400), true),
    ((1450, 6000), true),
    ((1100, 5900), true),
    ((1150, 5500), true),
    ((1000, 5200), true),
    ((700, 4900), true),
    ((820, 4700), true),
    ((650, 4500), true),
    ((680, 4300), true),
    ((600, 4150), true),
    ((720, 4050), true),
];

/// A place in the harbour just off the river's mouth.
pub(crate) const HARBOUR: At = (5246, 2940);

/// The river Salt from its mouth upwards.
pub(crate) const RIVER: [At; 13] = [
    (5255, 3060),
    (5275, 3200),
    (5300, 3340),
    (5420, 3560),
    (5520, 3850),
    (5470, 4150),
    (5600, 4500),
    (5900, 4760),
    (6150, 5080),
    (6200, 5450),
    (6500, 5800),
    (6620, 6150),
    (6900, 6450),
];

/// What a way is for; decides how it is drawn and who lives on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Arterial or bypass.
    Main,
    /// Busy town street.
    Secondary,
    /// Side street.
    Street,
    /// Street for walkers in the old town.
    Pedestrian,
    /// Steps, walks and lanes.
    Path,
    /// Railway.
    Rail,
}

impl Class {
    /// The word in tiles and files.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Secondary => "secondary",
            Self::Street => "street",
            Self::Pedestrian => "pedestrian",
            Self::Path => "path",
            Self::Rail => "rail",
        }
    }
}

/// A way drawn by hand.
pub(crate) type Way = (&'static str, Class, &'static [At]);

/// Roads and lanes drawn by hand; the first ones win where names are looked up.
// A row a line, as a table.
#[rustfmt::skip]
pub(crate) const WAYS: [Way; 48] = [
    ("Quay Street", Class::Secondary, &[(4340, 3050), (4560, 3000), (4760, 2985), (4905, 3030),
        (5060, 3050), (5215, 3095)]),
    ("High Street", Class::Pedestrian, &[(4905, 3030), (4890, 3130), (4850, 3260), (4840, 3400)]),
    ("Market Place", Class::Pedestrian, &[(4840, 3400), (4910, 3410), (4925, 3480), (4860, 3490),
        (4795, 3470), (4800, 3405), (4840, 3400)]),
    ("Cornhill", Class::Pedestrian, &[(4800, 3405), (4700, 3300), (4620, 3160), (4560, 3000)]),
    ("Fish Street", Class::Street, &[(5060, 3050), (5035, 3180), (5005, 3300), (5020, 3395)]),
    ("Fish Street Steps", Class::Path, &[(4930, 3240), (4965, 3290), (5005, 3300)]),
    ("Silver Street", Class::Pedestrian, &[(4660, 3235), (4760, 3240), (4850, 3260), (4930, 3240),
        (5020, 3250)]),
    ("Bridge Lane", Class::Street, &[(5005, 3300), (5120, 3260), (5190, 3200), (5215, 3095)]),
    ("Butter Lane", Class::Path, &[(4890, 3130), (4975, 3120)]),
    ("Custom House Lane", Class::Street, &[(4760, 2985), (4745, 3110), (4760, 3240)]),
    ("Netmakers Alley", Class::Path, &[(4620, 3160), (4745, 3110), (4890, 3130)]),
    ("Westgate", Class::Secondary, &[(4380, 3330), (4600, 3390), (4800, 3440)]),
    ("Northgate", Class::Secondary, &[(4860, 3490), (4830, 3650), (4780, 3950)]),
    ("North Road", Class::Main, &[(4780, 3950), (4600, 4080), (4420, 4180), (4480, 4650),
        (4450, 5150), (4350, 5850), (4280, 6500), (4300, 7250)]),
    ("Bridge Street", Class::Secondary, &[(4920, 3440), (5020, 3395), (5300, 3340), (5600, 3430)]),
    ("East Road", Class::Main, &[(5600, 3430), (6200, 3560), (6800, 3620), (7280, 3650),
        (8000, 3800), (8700, 4000)]),
    ("Mill Road", Class::Main, &[(5600, 3430), (5800, 3750), (6000, 4300), (6400, 4600),
        (6900, 4950), (7500, 5600), (7900, 6300)]),
    ("Western Road", Class::Main, &[(4380, 3330), (4000, 3300), (3400, 3240), (2750, 3290),
        (2000, 3450), (1400, 3600), (1000, 3800)]),
    ("Priory Road", Class::Secondary, &[(4780, 3950), (5100, 4080), (5470, 4150), (6000, 4300)]),
    ("Abbey Road", Class::Main, &[(4260, 3830), (3800, 4200), (3300, 4600), (2900, 4950),
        (2300, 5450), (1800, 6000)]),
    ("Station Road", Class::Secondary, &[(4260, 3830), (4500, 3760), (4830, 3650)]),
    ("Ringway", Class::Secondary, &[(4380, 3330), (4300, 3600), (4260, 3830), (4420, 4180)]),
    ("Ropewalk", Class::Secondary, &[(4270, 2500), (4300, 2750), (4340, 3050), (4380, 3330)]),
    ("West Quay", Class::Street, &[(4560, 3000), (4600, 2800), (4560, 2580), (4470, 2470)]),
    ("Marine Parade", Class::Secondary, &[(4470, 2470), (4270, 2500), (4100, 2490), (3700, 2430),
        (3200, 2350), (2600, 2390), (2150, 2500)]),
    ("East Parade", Class::Street, &[(7060, 2400), (7400, 2480), (7800, 2700), (8100, 2960),
        (8350, 3250)]),
    ("Dock Road", Class::Main, &[(5600, 3430), (5560, 3280), (5620, 3080), (5760, 2880),
        (6200, 2800), (6800, 2780), (7250, 2900), (7300, 3200), (7280, 3650)]),
    ("Fish Quay", Class::Street, &[(5330, 3060), (5480, 3010), (5620, 3080)]),
    ("Dock Gate", Class::Street, &[(6200, 2800), (6270, 2600), (6280, 2380)]),
    ("Timber Wharf", Class::Street, &[(5760, 2880), (5700, 2700), (5720, 2500)]),
    ("Saltmere Bypass", Class::Main, &[(2750, 3290), (2720, 3700), (2950, 4300), (3300, 4600),
        (3800, 4980), (4450, 5150), (5000, 5240), (5600, 5210), (6150, 5080), (6900, 4950),
        (7250, 4400), (7280, 3650)]),
    ("Tanners Row", Class::Street, &[(4600, 3390), (4560, 3560), (4500, 3760)]),
    ("Sheep Street", Class::Street, &[(4560, 3560), (4700, 3560), (4848, 3580)]),
    ("Priory Walk", Class::Path, &[(5100, 4080), (5200, 3800), (5230, 3600), (5180, 3370)]),
    ("St Olave's Lane", Class::Street, &[(4925, 3480), (5050, 3520), (5230, 3600)]),
    ("Baker Street", Class::Street, &[(4830, 3650), (5030, 3690), (5215, 3720)]),
    ("Friars Lane", Class::Street, &[(4805, 3800), (5000, 3850), (5190, 3830)]),
    ("Charter Street", Class::Street, &[(5050, 3520), (5030, 3690), (5000, 3850), (4960, 4020)]),
    ("Orchard Street", Class::Street, &[(4340, 3450), (4440, 3480), (4560, 3560)]),
    ("Swan Yard", Class::Path, &[(4700, 3410), (4700, 3560)]),
    ("Castle Street", Class::Street, &[(4380, 3330), (4480, 3230), (4620, 3160)]),
    ("Cooper Lane", Class::Street, &[(4340, 3050), (4450, 3150), (4480, 3230)]),
    ("Northfield Lane", Class::Street, &[(4350, 5850), (5200, 6050), (5900, 6300), (6620, 6150),
        (7250, 6350), (7900, 6300)]),
    ("Abbots Lane", Class::Street, &[(4280, 6500), (3300, 6400), (2600, 6100), (2300, 5450)]),
    ("Cliff Lane", Class::Street, &[(1800, 6000), (1350, 5300), (1100, 4500), (1000, 3800)]),
    ("Lighthouse Lane", Class::Street, &[(7900, 6300), (8300, 5700), (8350, 4900), (8000, 3800)]),
    ("Long Furrow", Class::Path, &[(5200, 6050), (5300, 6700), (5000, 7200)]),
    ("Saltmere Light Railway", Class::Rail, &[(4330, 3880), (4080, 4330), (3850, 5000),
        (3500, 5600), (3050, 6300), (2800, 6850)]),
];

/// How closely a district is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Housing {
    /// Rows of terraced houses.
    Terrace,
    /// Semi-detached, with gardens and bends.
    Suburb,
    /// Sheds and yards, hardly anybody living there.
    Works,
}

/// A district that the generator fills with streets.
pub(crate) struct District {
    /// Its outline.
    pub(crate) ring: &'static [At],
    /// Direction of its long streets.
    pub(crate) along: At,
    /// Metres between long streets.
    pub(crate) row_m: i32,
    /// Metres between cross streets, about.
    pub(crate) cross_m: i32,
    /// How it is built.
    pub(crate) housing: Housing,
}

const fn terrace(ring: &'static [At], along: At, row_m: i32, cross_m: i32) -> District {
    District {
        ring,
        along,
        row_m,
        cross_m,
        housing: Housing::Terrace,
    }
}

const fn suburb(ring: &'static [At], along: At, row_m: i32, cross_m: i32) -> District {
    District {
        ring,
        along,
        row_m,
        cross_m,
        housing: Housing::Suburb,
    }
}

/// The districts.
// A row a line, as a table.
#[rustfmt::skip]
pub(crate) const DISTRICTS: [District; 19] = [
    terrace(&[(4270, 2500), (4300, 2750), (4340, 3050), (4380, 3330), (4000, 3300), (3700, 3265),
        (3650, 2425), (4100, 2490)], (20, 1), 110, 315),
    suburb(&[(3700, 3265), (3400, 3240), (2750, 3290), (2600, 2390), (3200, 2350),
        (3650, 2425)], (10, -1), 142, 360),
    suburb(&[(2750, 3290), (2000, 3450), (1750, 3050), (2150, 2500), (2600, 2390)], (9, 4),
        154, 345),
    terrace(&[(4380, 3330), (4300, 3600), (4260, 3830), (3800, 4200), (3620, 3750), (3560, 3255),
        (4000, 3300)], (3, 10), 118, 345),
    suburb(&[(3560, 3255), (3620, 3750), (3800, 4200), (3300, 4600), (2950, 4300), (2720, 3700),
        (2750, 3290), (3400, 3240)], (10, 3), 142, 390),
    terrace(&[(4260, 3830), (4420, 4180), (4480, 4650), (4450, 5150), (3800, 4980), (3300, 4600),
        (3800, 4200)], (8, -6), 125, 345),
    terrace(&[(4420, 4180), (4600, 4080), (4780, 3950), (5100, 4080), (5430, 4150), (5560, 4510),
        (5600, 4570), (5300, 4680), (4480, 4650)], (12, 1), 115, 330),
    suburb(&[(4480, 4650), (5300, 4680), (5600, 4570), (5870, 4790), (6110, 5095), (5600, 5210),
        (5000, 5240), (4450, 5150)], (10, 1), 134, 360),
    terrace(&[(4830, 3650), (5030, 3690), (5215, 3720), (5390, 3600), (5480, 3850), (5435, 4140),
        (5100, 4080), (4780, 3950)], (1, 9), 101, 240),
    terrace(&[(4260, 3830), (4500, 3760), (4830, 3650), (4780, 3950), (4600, 4080),
        (4420, 4180)], (9, -3), 98, 255),
    terrace(&[(5600, 3430), (6200, 3560), (6480, 3595), (6560, 4150), (6400, 4600), (6000, 4300),
        (5800, 3750)], (2, 10), 118, 330),
    suburb(&[(6480, 3595), (6800, 3620), (7280, 3650), (7250, 4400), (6900, 4950), (6400, 4600),
        (6560, 4150)], (10, 2), 139, 360),
    terrace(&[(5345, 3360), (5600, 3430), (5800, 3750), (6000, 4300), (5520, 4170), (5565, 3850),
        (5460, 3560)], (5, 10), 106, 285),
    terrace(&[(5600, 3430), (6200, 3560), (6800, 3620), (7280, 3650), (7300, 3200), (7250, 2900),
        (6800, 2780), (6200, 2800), (5760, 2880), (5620, 3080), (5560, 3280)], (10, 1), 113, 330),
    suburb(&[(6900, 4950), (6200, 5090), (6250, 5430), (6530, 5770), (7050, 5950),
        (7500, 5600)], (8, 7), 156, 375),
    suburb(&[(7280, 3650), (8000, 3800), (8230, 4500), (7750, 5050), (6900, 4950),
        (7250, 4400)], (10, 6), 151, 390),
    suburb(&[(4450, 5150), (5000, 5240), (5600, 5210), (6110, 5120), (6150, 5450), (5900, 5700),
        (5200, 5780), (4370, 5700)], (12, -1), 151, 375),
    suburb(&[(4450, 5150), (3800, 4980), (3300, 4600), (2900, 4950), (2950, 5450), (3600, 5620),
        (4370, 5700)], (10, 7), 161, 375),
    District { ring: &[(7300, 3200), (7250, 2900), (6800, 2780), (6820, 2420), (7060, 2400),
        (7400, 2480), (7800, 2700), (8100, 2960), (8000, 3250), (7700, 3500),
        (7290, 3600)], along: (9, 3), row_m: 150, cross_m: 300, housing: Housing::Works },
];

/// Greens: name and outline. Streets stop at them.
// A row a line, as a table.
#[rustfmt::skip]
pub(crate) const PARKS: [(&str, &[At]); 11] = [
    ("Victoria Park", &[(3110, 3480), (3330, 3440), (3470, 3560), (3500, 3800), (3330, 3930),
        (3130, 3860), (3060, 3660)]),
    ("Castle Green", &[(4390, 2600), (4520, 2610), (4545, 2800), (4500, 2960), (4390, 2980),
        (4360, 2780)]),
    ("Priory Gardens", &[(5240, 3420), (5320, 3430), (5400, 3590), (5470, 3800), (5400, 3860),
        (5280, 3760), (5250, 3600)]),
    ("Salt Marsh", &[(5560, 4250), (5960, 4330), (6360, 4620), (6750, 4930), (6210, 5020),
        (5960, 4740), (5670, 4470)]),
    ("Mill Meadow", &[(5570, 3600), (5680, 3640), (5790, 3860), (5840, 4060), (5640, 4080),
        (5560, 3900)]),
    ("Eastgate Recreation Ground", &[(6700, 3920), (6950, 3900), (7010, 4130), (6860, 4260),
        (6690, 4180)]),
    ("St Olave's Cemetery", &[(4850, 4420), (5110, 4400), (5150, 4620), (4930, 4690),
        (4830, 4590)]),
    ("Abbey Fields", &[(3650, 4420), (3930, 4330), (4020, 4560), (3880, 4720), (3690, 4670)]),
    ("Cliff Top Links", &[(1300, 3000), (1700, 2680), (2050, 2520), (1750, 3020), (1850, 3330),
        (1400, 3480), (1080, 3450)]),
    ("Abbots Wood", &[(2500, 5500), (2900, 5600), (3100, 5950), (2900, 6250), (2450, 6050),
        (2330, 5700)]),
    ("Northfield Plantation", &[(5500, 6450), (6100, 6500), (6350, 6850), (5900, 7150),
        (5450, 6900)]),
];

/// Sand below the promenades; drawn over land and shallow water.
// A row a line, as a table.
#[rustfmt::skip]
pub(crate) const BEACHES: [&[At]; 2] = [
    &[(2120, 2310), (2600, 2200), (3150, 2150), (3700, 2235), (4200, 2310), (4225, 2400),
        (3700, 2370), (3180, 2290), (2580, 2330), (2150, 2430)],
    &[(7120, 2210), (7620, 2350), (8110, 2650), (8500, 3050), (8430, 3120), (8060, 2800),
        (7560, 2490), (7130, 2340)],
];

/// Paved squares and quays.
// A row a line, as a table.
#[rustfmt::skip]
pub(crate) const PAVED: [&[At]; 3] = [
    &[(4795, 3400), (4912, 3405), (4928, 3485), (4860, 3495), (4788, 3472)],
    &[(4655, 2765), (4790, 2935), (5000, 2995), (5190, 3010), (5240, 3065), (5215, 3080),
        (5060, 3035), (4905, 3015), (4760, 2972), (4640, 2960), (4600, 2800)],
    &[(4230, 3850), (4290, 3820), (4350, 3890), (4290, 3930)],
];

/// Names on the map: text, class, position.
// A row a line, as a table.
#[rustfmt::skip]
pub(crate) const PLACES: [(&str, &str, At); 25] = [
    ("Saltmere", "town", (4850, 3700)),
    ("Quayside", "district", (4700, 3080)),
    ("Market", "district", (4980, 3620)),
    ("Westcliff", "district", (3050, 2800)),
    ("Ropewalk", "district", (3950, 2850)),
    ("Abbey", "district", (3500, 4100)),
    ("Northgate", "district", (5050, 4800)),
    ("North Hill", "district", (5150, 5480)),
    ("Abbotsfield", "district", (3600, 5300)),
    ("Eastgate", "district", (6150, 3950)),
    ("Mill Hill", "district", (6750, 5450)),
    ("Cross Field", "district", (7650, 4350)),
    ("Docks", "district", (6500, 3100)),
    ("Northfield", "district", (5550, 6200)),
    ("Harbour", "water", (5080, 2700)),
    ("Saltmere Bay", "water", (3500, 1700)),
    ("East Sound", "water", (7800, 2000)),
    ("River Salt", "water", (5550, 4300)),
    ("Saltmere station", "landmark", (4300, 3880)),
    ("West Pier", "landmark", (4490, 2150)),
    ("Victoria Park", "landmark", (3290, 3690)),
    ("Castle Green", "landmark", (4450, 2790)),
    ("Mill Meadow", "landmark", (5690, 3870)),
    ("General Hospital", "landmark", (6750, 4420)),
    ("Fish dock", "landmark", (5740, 2560)),
];
