//! Time and randomness, passed in so that tests and simulations can set them.

use crate::domain::moment::{Moment, Span};
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// A source of time.
pub trait Clock: Send + Sync + 'static {
    /// The time of day.
    fn now(&self) -> Moment;
    /// Ends after the span has passed.
    fn sleep(&self, span: Span) -> BoxFuture<'static, ()>;
}

/// A clock that many parts share.
pub type SharedClock = Arc<dyn Clock>;

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        Moment::from_millis(chrono::Utc::now().timestamp_millis())
    }

    fn sleep(&self, span: Span) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(span.to_std()))
    }
}

/// A source of random bytes: keys, nonces, jitter.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the buffer; `false` if no randomness can be had.
    fn fill(&self, buffer: &mut [u8]) -> bool;

    /// A number in `0.0..1.0`, for jitter.
    fn fraction(&self) -> f64 {
        let mut bytes = [0u8; 4];
        self.fill(&mut bytes);
        f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
    }
}

/// Randomness that many parts share.
pub type SharedEntropy = Arc<dyn Entropy>;

/// The system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) -> bool {
        use ring::rand::SecureRandom;
        ring::rand::SystemRandom::new().fill(buffer).is_ok()
    }
}

/// Randomness from a seed: the same seed gives the same bytes. For tests and simulations, never for real keys.
pub struct SeededEntropy(std::sync::Mutex<fastrand::Rng>);

impl SeededEntropy {
    /// Randomness from this seed.
    pub fn new(seed: u64) -> SeededEntropy {
        SeededEntropy(std::sync::Mutex::new(fastrand::Rng::with_seed(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) -> bool {
        match self.0.lock() {
            Ok(mut rng) => {
                rng.fill(buffer);
                true
            }
            Err(_) => false,
        }
    }
}
