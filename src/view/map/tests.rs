//! The map drawn on a software adapter: that heat lies where the incidents are.
