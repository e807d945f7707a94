//! The real terminal: what is switched on and given back, and the bytes that make a frame visible.

mod clipboard;
mod encode;
mod modes;
mod shift;
mod strokes;
mod surface;

pub use clipboard::copy_sequence;
pub use modes::{Modes, guard_panics};
pub use surface::Surface;
