//! What a set of sites holds.

/// What a set of sites holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Load {
    /// Sum of weights.
    pub(super) weight: f64,
    /// Number of incidents.
    pub(super) incidents: u64,
    /// Sum of random words of the sites: sets with one fingerprint are one set, but for a
    /// chance of 2⁻⁶⁴.
    pub(super) fingerprint: u64,
}

impl Load {
    /// Both together; the sets share no site.
    #[must_use]
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            weight: self.weight + other.weight,
            incidents: self.incidents + other.incidents,
            fingerprint: self.fingerprint.wrapping_add(other.fingerprint),
        }
    }

    /// This without `other`, which is part of it. Rounding may leave 10⁻¹² of a weight.
    #[must_use]
    pub(super) fn minus(self, other: Self) -> Self {
        Self {
            weight: self.weight - other.weight,
            incidents: self.incidents - other.incidents,
            fingerprint: self.fingerprint.wrapping_sub(other.fingerprint),
        }
    }

    /// A bound on both: the greater weight and the greater number; no set's fingerprint.
    #[must_use]
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            weight: self.weight.max(other.weight),
            incidents: self.incidents.max(other.incidents),
            fingerprint: 0,
        }
    }

    /// A bound by both: the smaller weight and the smaller number; no set's fingerprint.
    #[must_use]
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            weight: self.weight.min(other.weight),
            incidents: self.incidents.min(other.incidents),
            fingerprint: 0,
        }
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(self) -> bool {
        self.incidents == 0
    }
}
