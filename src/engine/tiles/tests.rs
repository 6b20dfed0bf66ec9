use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// Answers by the tile's column: 0 fails twice and then comes, 1 is none, 2 is damaged, 3 makes
/// the program fail, others come.
#[derive(Default)]
struct Fickle {
    asked: AtomicUsize,
}

impl TileSource for Fickle {
    fn tile(&self, at: TileAt) -> Result<Option<Vec<u8>>, TileFault> {
        match at.x {
            0 if self.asked.fetch_add(1, Ordering::SeqCst) < 2 => {
                Err(TileFault::Passing("busy".to_owned()))
            }
            1 => Ok(None),
            2 => Err(TileFault::Lasting("damaged".to_owned())),
            3 => panic!("a bug"),
            x => Ok(Some(vec![x as u8])),
        }
    }
}

fn key(x: u32) -> TileKey {
    let at = TileAt { zoom: 20, x, y: 0 };
    TileKey { at, nearer: 0 }
}

fn loader() -> TileLoader<u8> {
    let make: Arc<Make<u8>> = Arc::new(|bytes, _| Ok(bytes[0]));
    let wake: Wake = Arc::new(|| ());
    TileLoader::new(Arc::new(Fickle::default()), &make, 2, &wake)
}

/// Looks at the tile until it is decided, at most five seconds.
fn settled(loader: &mut TileLoader<u8>, key: TileKey, now: Instant) -> Option<u8> {
    for _ in 0..500 {
        if let Some(tile) = loader.get(key, now) {
            return Some(tile);
        }
        if !loader.is_busy() {
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{key:?} never came");
}

#[test]
fn a_tile_that_fails_is_tried_again_after_a_rest_that_grows() {
    let mut loader = loader();
    let start = Instant::now();
    assert_eq!(settled(&mut loader, key(0), start), None);
    assert_eq!(loader.fault(), Some("busy"));
    assert_eq!(loader.next_try(start), Some(Duration::from_secs(1)));
    let soon = start + Duration::from_millis(999);
    assert_eq!(settled(&mut loader, key(0), soon), None);
    assert_eq!(
        loader.next_try(soon),
        Some(Duration::from_millis(1)),
        "not asked again yet"
    );
    let second = start + Duration::from_secs(1);
    assert_eq!(settled(&mut loader, key(0), second), None);
    assert_eq!(loader.next_try(second), Some(Duration::from_secs(2)));
    let third = second + Duration::from_secs(2);
    assert_eq!(settled(&mut loader, key(0), third), Some(0));
    assert_eq!((loader.fault(), loader.next_try(third)), (None, None));
}

#[test]
fn the_rest_doubles_up_to_a_minute() {
    let seconds = [1, 2, 3, 6, 7, 40].map(|failed| rest(failed).as_secs());
    assert_eq!(seconds, [1, 2, 4, 32, 60, 60]);
}

#[test]
fn what_is_not_there_or_damaged_is_not_asked_for_again_and_others_come() {
    let mut loader = loader();
    let now = Instant::now();
    for missing in [1, 2, 3] {
        assert_eq!(settled(&mut loader, key(missing), now), None);
        assert!(loader.is_missing(key(missing)));
        assert_eq!(loader.next_try(now), None);
    }
    assert_eq!(settled(&mut loader, key(9), now), Some(9));
    assert_eq!(loader.peek(key(9)), Some(9));
    assert_eq!(loader.peek(key(10)), None);
}

#[test]
fn tiles_nobody_looks_at_make_room() {
    let mut loader = loader();
    let now = Instant::now();
    for x in 10..10 + 2 * KEPT as u32 {
        settled(&mut loader, key(x), now);
        loader.get(key(10), now);
    }
    assert!(loader.tiles.len() <= KEPT);
    assert!(loader.peek(key(10)).is_some(), "looked at all the time");
    assert!(loader.peek(key(11)).is_none(), "forgotten");
}

#[test]
fn old_wishes_are_forgotten_for_new_ones() {
    let wishes = Wishes::default();
    for x in 0..WAITING as u32 {
        assert_eq!(wishes.add(key(x)), None);
    }
    assert_eq!(wishes.add(key(1000)), Some(key(0)));
    assert_eq!(wishes.next(), Some(key(1000)), "the newest first");
    wishes.close();
    assert_eq!(wishes.next(), None);
}
