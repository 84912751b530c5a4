//! Over git's own protocol and over http, on loopback; and the site as the web shows it.
