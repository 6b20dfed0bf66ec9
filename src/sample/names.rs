//! Words that street names are made of. All plausible, none meant.

/// First words, none of them a way drawn by hand.
pub(crate) const STEMS: [&str; 132] = [
    "Albert", "Albion", "Alder", "Alma", "Anchor", "Arundel", "Ash", "Aspen", "Balmoral", "Barley", "Bay",
    "Beacon", "Beech", "Bell", "Belvedere", "Birch", "Bishop", "Bramble", "Brewer", "Briar", "Brook", "Brunswick",
    "Burnaby", "Byron", "Cambridge", "Campion", "Capstan", "Carlton", "Cavendish", "Cedar", "Chandler", "Chapel",
    "Cherry", "Chestnut", "Church", "Clarence", "Clifton", "Clover", "Cobden", "Compass", "Coronation", "Cowper",
    "Cross", "Curlew", "Cygnet", "Cypress", "Dale", "Derwent", "Devonshire", "Dolphin", "Dover", "Drake",
    "Duke", "Elm", "Exeter", "Farrier", "Fern", "Forge", "Foundry", "Fox", "Gladstone", "Glebe", "Granville",
    "Greenfield", "Grosvenor", "Gull", "Hanover", "Hawthorn", "Hazel", "Heron", "Hollins", "Holly", "Honey", "Hope",
    "Ivy", "Jubilee", "Juniper", "Keel", "Kestrel", "Kings", "Kingsley", "Laburnum", "Lancaster", "Larch", "Lark",
    "Laurel", "Lavender", "Lime", "Linden", "Lodge", "Mafeking", "Manor", "Maple", "Mariner", "Marlborough", "Mast",
    "Mayfield", "Meadow", "Mercer", "Milton", "Minster", "Nelson", "Norfolk", "Oak", "Osprey", "Park", "Pearl",
    "Pembroke", "Pilot", "Plover", "Poplar", "Portland", "Queens", "Raglan", "Rowan", "Russell", "Saddler", "Salisbury",
    "School", "Shelley", "Spinney", "Spring", "Stanley", "Sycamore", "Tern", "Tithe", "Vicarage", "Victoria", "Wellington",
    "Willow", "Windsor", "York",
];

/// Last words: of terraces, suburbs and works.
pub(crate) const SUFFIXES: [&[&str]; 3] = [
    &["Street", "Street", "Street", "Terrace", "Road", "Place", "Row"],
    &["Avenue", "Close", "Drive", "Crescent", "Gardens", "Grove", "Way", "Rise"],
    &["Wharf", "Way", "Road", "Yard"],
];
