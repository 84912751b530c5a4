//! Addresses that only this machine and its neighbours know. A site of others must not make us ask
//! there, whatever its links, its names or its redirects say.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use url::{Host, Url};

/// Why an address is private by how it is written, before any name is looked up.
pub fn by_name(url: &Url) -> Option<String> {
    let (host, ip) = match url.host()? {
        Host::Ipv4(ip) => (ip.to_string(), Some(IpAddr::V4(ip))),
        Host::Ipv6(ip) => (ip.to_string(), Some(IpAddr::V6(ip))),
        Host::Domain(name) => (name.trim_end_matches('.').to_owned(), None),
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_local = ["localhost", "local", "internal", "localdomain", "lan", "home", "corp"];
    let is_here = ip.map_or_else(|| is_local.contains(&last) || !host.contains('.'), is_private);
    is_here.then(|| format!("{host} is this machine or one of a private network"))
}

/// Looks names up and passes over private addresses.
#[derive(Debug)]
pub struct PublicOnly {
    pub inner: DefaultResolver,
    /// The user's own proxy may stand in a private network.
    pub proxy: Option<String>,
    pub allow_private: bool,
}

/// A name that leads to private addresses alone.
#[derive(Debug)]
pub struct IsPrivate(pub String);

impl std::error::Error for IsPrivate {}

impl fmt::Display for IsPrivate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} leads into a private network", self.0)
    }
}

impl Resolver for PublicOnly {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout).map_err(|error| match error {
            ureq::Error::Timeout(_) => error,
            _ => ureq::Error::HostNotFound,
        })?;
        let is_proxy = self.proxy.as_deref() == uri.host();
        if self.allow_private || is_proxy {
            return Ok(found);
        }
        let mut public = self.empty();
        let reachable = found.iter().filter(|address| !is_private(address.ip()));
        reachable.for_each(|address| public.push(*address));
        match public.is_empty() {
            true => {
                let host = uri.host().unwrap_or_default().to_owned();
                Err(ureq::Error::Other(Box::new(IsPrivate(host))))
            }
            false => Ok(public),
        }
    }
}

/// Whether an address is no one of the public net.
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        // This network, multicast, reserved and broadcast.
        || a == 0
        || a >= 224
        // Shared by providers, protocol assignments, benchmarks.
        || (a == 100 && b & 0xc0 == 64)
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && b & 0xfe == 18)
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let v4 = |high: u16, low: u16| {
        is_private_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
    };
    match parts {
        // An address of version 4 in one of version 6: mapped, translated, 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x2002, high, low, ..] => v4(high, low),
        // Only 2000::/3 is given out for the public net; of it, documentation and Teredo are not.
        [first, second, ..] => {
            first & 0xe000 != 0x2000 || (first == 0x2001 && matches!(second, 0 | 0xdb8))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_this_machine_and_of_private_networks_are_known() {
        let private = [
            "127.0.0.1",
            "127.9.9.9",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.8",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::1",
            "::",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:192.168.0.1",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
            "2001:db8::1",
            "::127.0.0.1",
            "fec0::1",
        ];
        for ip in private {
            assert!(is_private(ip.parse().expect(ip)), "{ip}");
        }
        let public = ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"];
        for ip in public {
            assert!(!is_private(ip.parse().expect(ip)), "{ip}");
        }
    }

    #[test]
    fn every_spelling_of_a_private_host_is_known() {
        let private = [
            "http://localhost/",
            "http://LOCALHOST:8080/",
            "http://localhost./",
            "http://a.localhost/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
            "http://intranet/",
            "http://printer.local/",
            "http://metadata.google.internal/",
            "http://\u{ff11}27.0.0.1/",
        ];
        for url in private {
            assert!(by_name(&Url::parse(url).expect(url)).is_some(), "{url}");
        }
        for url in ["https://de.wikipedia.org/", "http://8.8.8.8/", "https://localhost.org/"] {
            assert_eq!(by_name(&Url::parse(url).expect(url)), None, "{url}");
        }
    }
}
