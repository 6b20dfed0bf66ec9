//! The night window: how much of an incident falls into the minutes that were asked for.
