//! One address: the requests that it takes until something can be told.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use jiff::fmt::rfc2822;
use ureq::http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use ureq::http::{Request, Response};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body, Error, Proxy, Timeout};
use url::Url;

use super::hosts::Hosts;
use super::private::{IsPrivate, PublicOnly, by_name};
use super::{Manners, Wanted};
use crate::site::elsewhere::{Answer, Finding, Parts, shown};
use crate::system::clock;

/// As many redirects are followed.
const MOST_HOPS: usize = 10;
/// So much of a page is read to look for its parts.
const MOST_BYTES: u64 = 2 << 20;
const NAME: &str =
    concat!("levelbook/", env!("CARGO_PKG_VERSION"), " (checks the links of a site)");

pub struct Asking<'m> {
    agent: Agent,
    manners: &'m Manners,
}

pub enum Told {
    Answer(Answer),
    /// The host itself is the trouble: nothing else has to be asked there.
    Closed(Answer),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Head,
    Get,
}

/// What comes of an address, redirects followed.
enum Followed {
    Told(Answer),
    /// It may go better in a while, which the host may have named.
    Later(Finding, Option<Duration>),
    /// HEAD does not tell; GET may.
    WithGet,
    Closed(Finding),
}

/// What one request comes to.
enum Step {
    To(Url, bool),
    End(Followed),
}

impl<'m> Asking<'m> {
    pub fn new(manners: &'m Manners) -> Self {
        let config = Agent::config_builder()
            .user_agent(NAME)
            .accept("text/html,application/xhtml+xml,*/*;q=0.8")
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(64 << 10)
            .timeout_global(Some(manners.patience))
            .timeout_connect(Some(manners.patience / 2))
            .build();
        let resolver = PublicOnly {
            inner: DefaultResolver::default(),
            proxy: config.proxy().map(Proxy::host).map(str::to_owned),
            allow_private: manners.allow_private,
        };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Self { agent, manners }
    }

    /// How long all of it may take.
    pub fn most(&self) -> Duration {
        self.manners.most
    }

    /// Tries until something can be told, or the attempts are used up.
    pub fn ask(&self, wanted: &Wanted, hosts: &Hosts) -> Told {
        // A part can only be looked for in the page itself.
        let mut method = if wanted.parts.is_empty() { Method::Head } else { Method::Get };
        let mut backoff = self.manners.backoff;
        let mut attempt = 1;
        loop {
            let (finding, wait, is_closed) = match self.follow(wanted, method, hosts) {
                Followed::Told(answer) => return Told::Answer(answer),
                Followed::WithGet => {
                    method = Method::Get;
                    continue;
                }
                Followed::Later(finding, wait) => (finding, wait, false),
                Followed::Closed(finding) => (finding, None, true),
            };
            method = Method::Get;
            let pause = wait.unwrap_or(backoff);
            let is_asked_too_much = wait.is_some_and(|wait| wait > self.manners.longest_wait);
            let has_time = hosts.elapsed() + pause < self.manners.most;
            if is_asked_too_much || attempt >= self.manners.attempts || !has_time {
                let answer = Answer::of(finding);
                let is_closed = is_closed || is_asked_too_much;
                return if is_closed { Told::Closed(answer) } else { Told::Answer(answer) };
            }
            clock::pause(pause);
            backoff *= 2;
            attempt += 1;
        }
    }

    fn follow(&self, wanted: &Wanted, method: Method, hosts: &Hosts) -> Followed {
        let mut url = wanted.url.clone();
        // Where the address has moved to for good: as far as all redirects say so.
        let mut moved = Some(url.clone());
        let mut for_good = true;
        for hop in 0..=MOST_HOPS {
            if hop > 0 && hosts.elapsed() >= self.manners.most {
                return Followed::Later(trouble("its redirects take too long"), None);
            }
            if let Some(why) = by_name(&url).filter(|_| !self.manners.allow_private) {
                return told(Finding::Private(redirected(why, hop)));
            }
            let host = url.host_str().unwrap_or_default().to_owned();
            let step = hosts.turn(&host, || self.request(&url, method, wanted));
            let (next, is_for_good) = match step {
                Step::To(next, is_for_good) => (next, is_for_good),
                Step::End(Followed::Told(mut answer)) => {
                    if answer.finding == Finding::Good {
                        answer.moved = moved.filter(|to| *to != wanted.url).map(String::from);
                    }
                    return Followed::Told(answer);
                }
                // Only the host that was asked for can be closed.
                Step::End(Followed::Closed(finding)) if hop > 0 => {
                    return Followed::Later(finding, None);
                }
                Step::End(end) => return end,
            };
            if next == url {
                break;
            }
            for_good &= is_for_good;
            if for_good {
                moved = Some(next.clone());
            }
            url = next;
        }
        untold("redirects without an end")
    }

    fn request(&self, url: &Url, method: Method, wanted: &Wanted) -> Step {
        let name = if method == Method::Head { "HEAD" } else { "GET" };
        let request = Request::builder().method(name).uri(url.as_str()).body(());
        let Ok(request) = request else {
            return Step::End(untold("cannot be asked for: it is no address of HTTP"));
        };
        match self.agent.run(request) {
            Ok(response) => self.answer(url, method, wanted, response),
            Err(error) => Step::End(self.failed(error)),
        }
    }

    fn answer(
        &self,
        url: &Url,
        method: Method,
        wanted: &Wanted,
        mut response: Response<Body>,
    ) -> Step {
        let status = response.status().as_u16();
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        Step::End(match status {
            200..=299 => Followed::Told(Answer {
                parts: parts(wanted, &mut response),
                ..Answer::of(Finding::Good)
            }),
            301 | 302 | 303 | 307 | 308 => match header(LOCATION) {
                Some(to) => return redirect(url, to, matches!(status, 301 | 308)),
                None => untold(&format!("answers {status} and does not say where it has gone")),
            },
            429 | 503 => {
                let wait = header(RETRY_AFTER).and_then(retry_after);
                let finding = match status {
                    429 => Finding::Untold("answers 429: it is asked too often".to_owned()),
                    _ => Finding::Trouble("answers 503".to_owned()),
                };
                Followed::Later(finding, wait)
            }
            // Some hosts do not know HEAD, and say so in many ways.
            _ if method == Method::Head => Followed::WithGet,
            404 | 410 => told(Finding::Gone(status)),
            500..=599 => Followed::Later(Finding::Trouble(format!("answers {status}")), None),
            _ => untold(&format!("answers {status}")),
        })
    }

    fn failed(&self, error: Error) -> Followed {
        let later = |why: &str| Followed::Later(trouble(why), None);
        match error {
            Error::HostNotFound => Followed::Closed(trouble("its host is not found")),
            Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
                Followed::Closed(trouble("its host cannot be reached in time"))
            }
            Error::Timeout(_) => {
                later(&format!("no answer within {} s", self.manners.patience.as_secs_f32()))
            }
            // A certificate may be refused while the connection is made.
            Error::Io(error) if is_of_certificate(&error.to_string()) => {
                told_insecure(&error.to_string())
            }
            Error::Io(error) => match error.kind() {
                io::ErrorKind::ConnectionRefused
                | io::ErrorKind::HostUnreachable
                | io::ErrorKind::NetworkUnreachable => {
                    Followed::Closed(trouble("its host cannot be reached"))
                }
                _ => later("the connection broke off"),
            },
            Error::Other(other) => match other.downcast::<IsPrivate>() {
                Ok(why) => told(Finding::Private(why.to_string())),
                Err(other) => later(&other.to_string()),
            },
            Error::Tls(_) | Error::Rustls(_) | Error::TlsRequired => {
                told_insecure(&error.to_string())
            }
            Error::Protocol(_) | Error::LargeResponseHeader(..) => {
                later("its answer is not one of HTTP")
            }
            other => later(&other.to_string()),
        }
    }
}

fn told(finding: Finding) -> Followed {
    Followed::Told(Answer::of(finding))
}

fn is_of_certificate(error: &str) -> bool {
    error.contains("invalid peer certificate")
}

fn told_insecure(error: &str) -> Followed {
    Followed::Told(Answer::of(trouble(&insecure(error))))
}

/// Why a connection is not secure, in words of people who do not know certificates by their names.
fn insecure(error: &str) -> String {
    const WORDS: &[(&str, &str)] = &[
        ("UnknownIssuer", "its certificate is by nobody that browsers trust"),
        ("CaUsedAsEndEntity", "its certificate is by nobody that browsers trust"),
        ("NotValidForName", "its certificate is for another host"),
        ("not valid for name", "its certificate is for another host"),
        ("NotValidYet", "its certificate is not valid yet"),
        ("not valid yet", "its certificate is not valid yet"),
        ("Expired", "its certificate has expired"),
        ("expired", "its certificate has expired"),
        ("Revoked", "its certificate was withdrawn"),
    ];
    let why = WORDS.iter().find(|(sign, _)| error.contains(sign)).map(|(_, words)| *words);
    format!("no secure connection: {}", why.unwrap_or(error))
}

fn untold(why: &str) -> Followed {
    told(Finding::Untold(why.to_owned()))
}

fn trouble(why: &str) -> Finding {
    Finding::Trouble(shown(why))
}

fn redirected(why: String, hop: usize) -> String {
    if hop == 0 { why } else { format!("it redirects, and {why}") }
}

/// Where a redirect leads, without what would sign us in or name a part.
fn redirect(from: &Url, location: &str, is_for_good: bool) -> Step {
    let Ok(mut to) = from.join(location) else {
        return Step::End(untold("redirects to what is no address"));
    };
    if !matches!(to.scheme(), "http" | "https") {
        return Step::End(untold("redirects to an address that is not of the web"));
    }
    to.set_fragment(None);
    // Both can only fail where there is no host.
    let _ = to.set_password(None).and_then(|()| to.set_username(""));
    Step::To(to, is_for_good)
}

/// Seconds, or a moment. What cannot be read is not there.
fn retry_after(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = rfc2822::DateTimeParser::new().parse_timestamp(value.trim()).ok()?;
    Some(clock::until(moment))
}

/// Which of the wanted parts a page has. Where it cannot be read to its end, none is missing.
fn parts(wanted: &Wanted, response: &mut Response<Body>) -> BTreeMap<String, bool> {
    let all = |has: &dyn Fn(&str) -> bool| {
        wanted.parts.iter().map(|part| (part.clone(), has(part))).collect()
    };
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_html = kind.is_some_and(|kind| {
        let kind = kind.to_ascii_lowercase();
        kind.starts_with("text/html") || kind.starts_with("application/xhtml")
    });
    if wanted.parts.is_empty() || !is_html {
        return all(&|_| true);
    }
    let mut bytes = Vec::new();
    let body = response.body_mut().with_config().limit(MOST_BYTES + 1).reader();
    let read = io::Read::read_to_end(&mut io::Read::take(body, MOST_BYTES), &mut bytes);
    let is_whole = read.is_ok() && (bytes.len() as u64) < MOST_BYTES;
    let page = Parts::read(&bytes, is_whole);
    all(&|part| page.may_have(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_to_wait_is_told_in_seconds_or_as_a_moment() {
        assert_eq!(retry_after(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        let far = retry_after("Mon, 21 Oct 2999 07:28:00 GMT").expect("a moment");
        assert!(far > Duration::from_secs(1 << 32));
        assert_eq!(retry_after("soon"), None);
        assert_eq!(retry_after("-5"), None);
    }

    #[test]
    fn a_wrong_certificate_is_told_in_plain_words() {
        let told = |error: &str| insecure(&format!("invalid peer certificate: {error}"));
        assert_eq!(told("Expired"), "no secure connection: its certificate has expired");
        assert_eq!(
            told("certificate not valid for name \"a.org\""),
            "no secure connection: its certificate is for another host"
        );
        assert_eq!(insecure("odd"), "no secure connection: odd");
    }

    #[test]
    fn redirects_leave_names_and_passwords_behind() {
        let from = Url::parse("https://a.org/x/y").expect("an address");
        let Step::To(to, true) = redirect(&from, "//u:p@b.org/z#part", true) else {
            panic!("a redirect")
        };
        assert_eq!(to.as_str(), "https://b.org/z");
        let Step::To(to, false) = redirect(&from, "../k\u{e4}se", false) else {
            panic!("a redirect")
        };
        assert_eq!(to.as_str(), "https://a.org/k%C3%A4se");
        assert!(matches!(redirect(&from, "file:///etc/passwd", true), Step::End(_)));
    }
}
