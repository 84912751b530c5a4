//! Durations of the same thing, told as median, least and most.

use std::fmt;
use std::time::Duration;

pub struct Spread {
    sorted: Vec<Duration>,
}

impl Spread {
    /// Of one duration at least.
    pub fn of(mut durations: Vec<Duration>) -> Self {
        durations.sort();
        Self { sorted: durations }
    }

    /// How many durations there are.
    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    fn median(&self) -> Duration {
        self.sorted[self.sorted.len() / 2]
    }
}

/// `**12** (9–15) ms`, in seconds from one second on.
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (least, most) = (self.sorted[0], self.sorted[self.sorted.len() - 1]);
        let (unit, factor, digits) = match most.as_secs() {
            0 => ("ms", 1000.0, 0),
            1..10 => ("s", 1.0, 2),
            _ => ("s", 1.0, 1),
        };
        let number = |time: Duration| format!("{:.digits$}", time.as_secs_f64() * factor);
        write!(f, "**{}** ({}–{}) {unit}", number(self.median()), number(least), number(most))
    }
}
