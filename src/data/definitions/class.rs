//! Home Office classes of recorded crime, in the many ways they are written.
//!
//! The Counting Rules write a class as a number with a letter (`8N`, `105A`) and offences inside
//! a class with a number after a stroke (`8/06`); older systems write three digits and two
//! (`008/06`, `00806`). A class of data and a class of a list are compared as far as both go: a
//! row that says only `8` neither is nor is not `8N`.

use crate::data::definitions::truth::Truth;

/// A class as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HoClass {
    number: u16,
    letter: Option<u8>,
    sub: Option<u16>,
}

/// Classes that belong together: one, or all from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassRange {
    first: HoClass,
    last: HoClass,
}

impl HoClass {
    /// Reads `8N`, `8/06`, `8.06`, `008/06`, `00806`, `8 N` or `Class 8N`; `None` for anything
    /// else.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix("CLASS").unwrap_or(&text).trim_start();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = text.split_at(digits);
        if digits == 5 && rest.is_empty() {
            return Self::of(&number[..3], None, Some(&number[3..]));
        }
        let rest = rest.trim_start();
        let letter = rest.bytes().next().filter(u8::is_ascii_uppercase);
        let rest = rest[usize::from(letter.is_some())..].trim_start();
        let sub = rest.strip_prefix(['/', '.']);
        if sub.is_none() && !rest.is_empty() {
            return None;
        }
        Self::of(number, letter, sub)
    }

    fn of(number: &str, letter: Option<u8>, sub: Option<&str>) -> Option<Self> {
        let is_short =
            |digits: &str| digits.len() <= 3 && digits.bytes().all(|b| b.is_ascii_digit());
        let sub = match sub.map(str::trim) {
            None => None,
            // Where a table of numbers wrote 34 as 34.0, nothing is said of what is inside.
            Some(sub) if is_short(sub) => Some(sub.parse().ok()?).filter(|&sub| sub > 0),
            Some(_) => return None,
        };
        is_short(number).then_some(())?;
        let number = number.parse().ok().filter(|&number| number > 0)?;
        Some(Self {
            number,
            letter,
            sub,
        })
    }
}

impl ClassRange {
    /// Reads a class, or two with a hyphen between: `28-31`, `28E-28J`. The ends of a range are
    /// in it, and so is all that lies inside its ends: 28-31 holds 31A.
    pub fn read(text: &str) -> Option<Self> {
        let Some((first, last)) = text.split_once('-') else {
            let one = HoClass::read(text)?;
            return Some(Self {
                first: one,
                last: one,
            });
        };
        let (first, last) = (HoClass::read(first)?, HoClass::read(last)?);
        let is_range = first.sub.is_none()
            && last.sub.is_none()
            && first.letter.is_some() == last.letter.is_some()
            && (first.letter.is_none() || first.number == last.number)
            && first <= last;
        is_range.then_some(Self { first, last })
    }

    /// Whether `class` is one of these; unknown where it does not go as far.
    pub fn holds(self, class: HoClass) -> Truth {
        let Self { first, last } = self;
        if !(first.number..=last.number).contains(&class.number) {
            return Truth::No;
        }
        let letter = match (first.letter.zip(last.letter), class.letter) {
            (None, _) => Truth::Yes,
            (Some((first, last)), Some(own)) => Truth::of((first..=last).contains(&own)),
            (Some(_), None) => Truth::Unknown,
        };
        let sub = match (first.sub, class.sub) {
            (None, _) => Truth::Yes,
            (Some(first), Some(own)) => Truth::of(first == own),
            (Some(_), None) => Truth::Unknown,
        };
        letter.and(sub)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(range: &str, class: &str) -> Truth {
        ClassRange::read(range)
            .unwrap()
            .holds(HoClass::read(class).unwrap())
    }

    #[test]
    fn a_class_is_read_however_it_is_written() {
        let class = |number, letter: Option<char>, sub| {
            Some(HoClass {
                number,
                letter: letter.map(|letter| letter as u8),
                sub,
            })
        };
        for (text, want) in [
            ("8N", class(8, Some('N'), None)),
            (" 008n ", class(8, Some('N'), None)),
            ("105 A", class(105, Some('A'), None)),
            ("Class 34B", class(34, Some('B'), None)),
            ("8/06", class(8, None, Some(6))),
            ("008/06", class(8, None, Some(6))),
            ("00806", class(8, None, Some(6))),
            ("4.10", class(4, None, Some(10))),
            ("8N/6", class(8, Some('N'), Some(6))),
            ("46", class(46, None, None)),
            ("34.0", class(34, None, None)),
        ] {
            assert_eq!(HoClass::read(text), want, "{text}");
        }
        for text in [
            "", "N8", "8NN", "0", "8/", "8/x", "Burglary", "1234", "8N-9", "٣", "8É",
        ] {
            assert_eq!(HoClass::read(text), None, "{text}");
        }
    }

    #[test]
    fn classes_are_compared_as_far_as_both_go() {
        use Truth::{No, Unknown, Yes};
        for (range, class, want) in [
            ("8N", "8N", Yes),
            ("8N", "8N/06", Yes),
            ("8N", "8P", No),
            ("8N", "8", Unknown),
            ("8N", "8/06", Unknown),
            ("8", "8N", Yes),
            ("8", "8/06", Yes),
            ("8/06", "8/06", Yes),
            ("8/06", "8/6", Yes),
            ("8/06", "8/07", No),
            ("8/06", "8", Unknown),
            ("4/1", "4.1", Yes),
            ("4/1", "4.10", No),
            ("28-31", "28E", Yes),
            ("28-31", "31A", Yes),
            ("28-31", "32", No),
            ("28E-28H", "28F", Yes),
            ("28E-28H", "28J", No),
            ("28E-28H", "28", Unknown),
            ("8N", "105A", No),
        ] {
            assert_eq!(holds(range, class), want, "{range} {class}");
        }
    }

    #[test]
    fn ranges_that_mean_nothing_are_refused() {
        for text in ["31-28", "28E-31", "8/01-8/06", "28E-30F", "-", "8-", "x"] {
            assert_eq!(ClassRange::read(text), None, "{text}");
        }
    }
}
