//! One request at a time for each host, with a pause after it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::system::clock::{self, Stopwatch};

pub struct Hosts {
    pause: Duration,
    watch: Stopwatch,
    /// By host: when it may be asked again.
    gates: Mutex<HashMap<String, Arc<Mutex<Duration>>>>,
}

impl Hosts {
    pub fn new(pause: Duration) -> Self {
        Self { pause, watch: Stopwatch::start(), gates: Mutex::default() }
    }

    /// Time since all began.
    pub fn elapsed(&self) -> Duration {
        self.watch.elapsed()
    }

    /// Does something with a host once it is its turn.
    pub fn turn<T>(&self, host: &str, request: impl FnOnce() -> T) -> T {
        let gate = self.gate(host);
        let mut free = gate.lock().unwrap_or_else(PoisonError::into_inner);
        clock::pause(free.saturating_sub(self.watch.elapsed()));
        let done = request();
        *free = self.watch.elapsed() + self.pause;
        done
    }

    fn gate(&self, host: &str) -> Arc<Mutex<Duration>> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(host.to_owned()).or_default())
    }
}
