//! Asks the published site what it shows.

use std::time::Duration;

use crate::system::clock::{self, Stopwatch};

const BETWEEN: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(10);
/// More than the file that is asked for ever has.
const LARGEST: u64 = 1 << 20;

/// The bytes at an address; the error in words.
pub fn get(url: &str) -> Result<Vec<u8>, String> {
    let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build();
    let agent = ureq::Agent::new_with_config(config);
    let answer = agent.get(url).call().map_err(|error| match error {
        ureq::Error::StatusCode(code) => format!("it answers {code}"),
        other => other.to_string(),
    });
    let read = |mut answer: ureq::http::Response<ureq::Body>| {
        answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|e| e.to_string())
    };
    answer.and_then(read)
}

/// Asks until `is_there` says yes; the last reason why not after `most`.
pub fn wait(
    url: &str,
    most: Duration,
    is_there: impl Fn(&[u8]) -> Result<(), String>,
) -> Result<Duration, String> {
    let watch = Stopwatch::start();
    loop {
        match get(url).and_then(|bytes| is_there(&bytes)) {
            Ok(()) => return Ok(watch.elapsed()),
            Err(why) if watch.elapsed() + BETWEEN > most => return Err(why),
            Err(_) => clock::pause(BETWEEN),
        }
    }
}
