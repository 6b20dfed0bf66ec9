//! What is to be seen, in world coordinates, before any screen.
