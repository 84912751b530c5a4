//! A tool's process: run to its end, or served by until it is dropped.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(2);
const ANSWER: Duration = Duration::from_secs(10);

pub struct Process {
    child: Child,
    log: PathBuf,
    started: Instant,
    deadline: Instant,
}

/// What a process needed.
#[derive(Default)]
pub struct Cost {
    pub time: Duration,
    /// The most memory that it held, in bytes; looked at every few milliseconds, so an end that is
    /// quicker than that is not seen. Zero where the system does not tell.
    pub memory: u64,
}

impl Process {
    /// Starts a program in a folder; what it prints goes into a file beside that.
    pub fn start(program: &Path, arguments: &[String], folder: &Path, deadline: Instant) -> Self {
        let log = folder.with_extension("log");
        let file = File::create(&log).expect("a file for a tool's messages");
        let started = Instant::now();
        let child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            // Ours keeps what is dear beside the site, and goes with it.
            .env("LEVELBOOK_CACHE", folder.with_extension("cache"))
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("the same file"))
            .stderr(file)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        Self { child, log, started, deadline }
    }

    /// Waits for a good end; what it took.
    pub fn end(mut self) -> Result<Cost, String> {
        let mut memory = 0;
        loop {
            match self.ended() {
                Some(status) if status.success() => {
                    return Ok(Cost { time: self.started.elapsed(), memory });
                }
                Some(status) => return Err(self.complaint(status)),
                None => {
                    memory = memory.max(self.memory());
                    self.pause()?;
                }
            }
        }
    }

    /// The most memory held so far, in bytes, as Linux tells it.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes =
            line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kibibytes.unwrap_or(0) * 1024
    }

    /// Waits until a page is served that holds a text; how long it took from the start.
    pub fn serves(&mut self, port: u16, page: &str, text: &str) -> Result<Duration, String> {
        while shows(port, page, text) != Some(true) {
            if let Some(status) = self.ended() {
                return Err(self.complaint(status));
            }
            self.pause()?;
        }
        Ok(self.started.elapsed())
    }

    fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("the state of a process")
    }

    fn pause(&self) -> Result<(), String> {
        thread::sleep(PAUSE);
        if Instant::now() < self.deadline {
            Ok(())
        } else {
            Err("not done before the time was up".to_owned())
        }
    }

    fn complaint(&self, status: ExitStatus) -> String {
        let said = fs::read_to_string(&self.log).unwrap_or_default();
        let line = said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        format!("{status}: {line}")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only where the process has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// Whether a page is served and holds a text; None where nothing answers.
fn shows(port: u16, page: &str, text: &str) -> Option<bool> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(ANSWER)).ok()?;
    let host = format!("Host: 127.0.0.1:{port}\r\nConnection: close\r\n");
    stream.write_all(format!("GET /{page} HTTP/1.1\r\n{host}\r\n").as_bytes()).ok()?;
    let (mut answer, mut part) = (String::new(), [0; 1 << 16]);
    while !answer.contains(text) && !is_whole(&answer) {
        match stream.read(&mut part).ok()? {
            0 => break,
            length => answer += &String::from_utf8_lossy(&part[..length]),
        }
    }
    Some(answer.contains(text))
}

/// Not every server closes a connection that is to be closed: the length it gave counts.
fn is_whole(answer: &str) -> bool {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else { return false };
    let mut fields = head.lines().filter_map(|line| line.split_once(": "));
    let length = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.is_some_and(|(_, length)| length.parse().is_ok_and(|length: usize| body.len() >= length))
}
