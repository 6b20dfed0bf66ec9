//! Yes, no, or not told: what can be said of an incident.

/// An answer in the strong three-valued logic of Kleene (Introduction to Metamathematics,
/// section 64): what is not told may turn out either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not hold.
    No,
    /// The data do not say.
    #[default]
    Unknown,
    /// It holds.
    Yes,
}

impl Truth {
    /// Yes or no.
    pub fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    /// Whether both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Whether one of them holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// The first of both that is told.
    #[must_use]
    pub fn else_by(self, other: Self) -> Self {
        if self == Self::Unknown { other } else { self }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Truth::{No, Unknown, Yes};

    #[test]
    fn what_is_not_told_stays_open_unless_the_other_decides() {
        for a in [No, Unknown, Yes] {
            assert_eq!(a.and(No), No);
            assert_eq!(a.and(Yes), a);
            assert_eq!(a.or(Yes), Yes);
            assert_eq!(a.or(No), a);
            assert_eq!(a.and(Unknown), if a == No { No } else { Unknown });
            assert_eq!(a.or(Unknown), if a == Yes { Yes } else { Unknown });
            assert_eq!(!!a, a);
            assert_eq!(Unknown.else_by(a), a);
            assert_eq!(Yes.else_by(a), Yes);
        }
    }
}
