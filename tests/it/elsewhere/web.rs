//! A small web on loopback: a server that answers each path as a test says, and remembers what it
//! was asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What to do with a request.
pub enum Reply {
    /// `200 OK` and further lines of the head, then the body.
    With(&'static str, Vec<u8>),
    /// The connection ends without a word.
    Nothing,
    /// The head comes, and after it a byte now and then.
    Slowly(&'static str),
    /// Nothing comes and the connection stays.
    Silence,
}

#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    /// The head of the request, in lower case.
    pub head: String,
    pub from: Instant,
    pub to: Instant,
}

pub struct Web {
    pub port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Web {
    /// `answer` is given the method, the path and how often that path was asked for before.
    pub fn new(answer: impl Fn(&str, &str, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its number").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&asked), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                std::thread::spawn(move || serve(&stream, &log, answer.as_ref()));
            }
        });
        Self { port, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("the log").clone()
    }

    /// `HEAD /a` for each request, in order.
    pub fn requests(&self) -> Vec<String> {
        self.asked().iter().map(|asked| format!("{} {}", asked.method, asked.path)).collect()
    }
}

fn serve(
    stream: &TcpStream,
    log: &Mutex<Vec<Asked>>,
    answer: &(dyn Fn(&str, &str, usize) -> Reply + Send + Sync),
) {
    let mut lines = BufReader::new(stream.try_clone().expect("the same one")).lines();
    // A connection may be used again and again.
    while let Some(Ok(request)) = lines.next() {
        let mut parts = request.split(' ').map(str::to_owned);
        let (method, path) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let head: Vec<String> =
            lines.by_ref().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
        let head = head.join("\n").to_lowercase();
        let (from, to) = (Instant::now(), Instant::now());
        let before = {
            let mut log = log.lock().expect("the log");
            let before = log.iter().filter(|asked: &&Asked| asked.path == path).count();
            log.push(Asked { method: method.clone(), path: path.clone(), head, from, to });
            before
        };
        let mut out = stream;
        match answer(&method, &path, before) {
            Reply::With(head, body) => {
                let length = body.len();
                let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\n\r\n");
                let body = if method == "HEAD" { &[][..] } else { &body };
                // A caller that hangs up early is no concern of ours.
                let _ = out.write_all(head.as_bytes()).and_then(|()| out.write_all(body));
            }
            Reply::Nothing => {
                let _ = stream.shutdown(std::net::Shutdown::Both);
                return;
            }
            Reply::Slowly(head) => {
                let head = format!("HTTP/1.1 {head}\r\nContent-Length: 1000\r\n\r\n");
                let _ = out.write_all(head.as_bytes());
                let drip = |_| {
                    std::thread::sleep(Duration::from_millis(50));
                    out.write_all(b" ").is_ok()
                };
                (0..1000).all(drip);
                return;
            }
            Reply::Silence => {
                std::thread::sleep(Duration::from_secs(20));
                return;
            }
        }
        let mut log = log.lock().expect("the log");
        if let Some(asked) = log.iter_mut().rfind(|asked| asked.path == path) {
            asked.to = Instant::now();
        }
    }
}
