//! A local stand-in for the Selling Partner API.
