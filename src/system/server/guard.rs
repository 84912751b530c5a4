//! Who is let in.
//!
//! A page of another site that is open in the same browser can send requests to this server. It
//! gets no answer: a request names the host that the user typed (`Host`), which a rebound name is
//! not, and the site that sent it (`Origin`), which must be this one.

use std::net::IpAddr;

use super::Listen;
use super::answer::{Answer, Asked};

#[derive(Debug)]
pub struct Guard {
    host: IpAddr,
    port: u16,
    allowed: Vec<String>,
}

impl Guard {
    pub fn new(listen: &Listen, port: u16) -> Self {
        let allowed = listen.allowed_hosts.iter().map(|name| name.to_ascii_lowercase());
        Self { host: listen.host, port, allowed: allowed.collect() }
    }

    /// Refuses what no browser at our own address would send.
    pub fn admits(&self, asked: &Asked) -> Result<(), Answer> {
        if !asked.target.starts_with('/') {
            return Err(Answer::text(400, "Ask for a path that begins with /."));
        }
        let [host] = asked.all("host")[..] else {
            return Err(Answer::text(400, "A request names one host."));
        };
        if !self.is_ours(host) {
            return Err(Answer::text(
                403,
                "This server does not go by that name. Start it with --allow-host to let it.",
            ));
        }
        if asked.all("origin").iter().any(|origin| !self.is_own_origin(origin)) {
            return Err(Answer::text(403, "Requests from other sites are not answered."));
        }
        if !matches!(asked.method.as_str(), "GET" | "HEAD") {
            return Err(Answer::text(405, "Only GET and HEAD.").with("Allow", "GET, HEAD"));
        }
        if asked.has_body {
            return Err(Answer::text(413, "A request has no body here."));
        }
        Ok(())
    }

    fn is_own_origin(&self, origin: &str) -> bool {
        origin.strip_prefix("http://").is_some_and(|host| self.is_ours(host))
    }

    /// Whether `name:port` means this server.
    fn is_ours(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        let name = name.to_ascii_lowercase();
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(&name);
        let is_address = bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback() || self.is_at(ip));
        let is_name = name == "localhost" || name.ends_with(".localhost");
        port == Some(self.port) && (is_address || is_name || self.allowed.contains(&name))
    }

    /// Whether the machine may be reached by this address: the one that was asked for; all, when
    /// all were asked for, as an address cannot be rebound the way a name can.
    fn is_at(&self, ip: IpAddr) -> bool {
        self.host == ip || self.host.is_unspecified()
    }
}
