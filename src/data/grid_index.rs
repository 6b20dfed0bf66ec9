//! A uniform grid over points for radius questions by the million (see `docs/` for the
//! measurement against an R-tree).
