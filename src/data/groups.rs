//! Named offence groups.
