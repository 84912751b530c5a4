//! The listening socket.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use socket2::{Domain, Socket, Type};

use super::Listen;

/// The ports that are tried unless one is given.
const PORTS: std::ops::Range<u16> = 4000..4020;
/// A client that reads nothing for so long is given up.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// A client that sends nothing for so long is given up.
const READ_TIMEOUT: Duration = Duration::from_secs(120);

/// Binds the port that is asked for, or the first free one.
pub fn listener(listen: &Listen) -> Result<TcpListener> {
    let bind = |port| bind(SocketAddr::new(listen.host, port));
    if let Some(port) = listen.port {
        return bind(port).map_err(|error| refused(error, port));
    }
    for port in PORTS {
        match bind(port) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            bound => return bound.with_context(|| format!("cannot listen on {}", listen.host)),
        }
    }
    bail!(
        "the ports {} to {} are all in use. Give another with --port.",
        PORTS.start,
        PORTS.end - 1
    )
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    // Connections inherit these three from the listening socket. Without the first a page takes
    // 47 ms instead of less than one, as its head and its body are sent one after the other.
    socket.set_tcp_nodelay(true)?;
    socket.set_write_timeout(Some(WRITE_TIMEOUT))?;
    socket.set_read_timeout(Some(READ_TIMEOUT))?;
    socket.bind(&address.into())?;
    socket.listen(1024)?;
    Ok(socket.into())
}

fn refused(error: io::Error, port: u16) -> anyhow::Error {
    let advice = match error.kind() {
        ErrorKind::AddrInUse => {
            format!(
                "port {port} is in use. Leave --port out to have the next free one, or give another."
            )
        }
        ErrorKind::PermissionDenied => {
            format!(
                "port {port} is not for you: those below 1024 belong to the system. Give a higher one."
            )
        }
        _ => format!("cannot listen on port {port}"),
    };
    anyhow::Error::new(error).context(advice)
}

/// Raises the number of files that may be open, as far as this user may: each tab holds one.
pub fn allow_many_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        // Refused at worst, and then the limit is the one that was.
        let _ = setrlimit(Resource::Nofile, limit);
    }
}
