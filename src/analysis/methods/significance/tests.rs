//! The methods of this group on small data sets.
