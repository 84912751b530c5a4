//! Time, for telling how long a build took. It never gets into the output.

use std::time::{Duration, Instant};

/// Does nothing for a while.
pub fn pause(time: Duration) {
    std::thread::sleep(time);
}

pub struct Stopwatch(Instant);

impl Stopwatch {
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
