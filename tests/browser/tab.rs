//! One tab, driven over the Chrome DevTools Protocol: what a reader does, and what they see.
//!
//! Every tab has a connection of its own, so that a test is one thread that asks and waits; the
//! tab's context (storage, clipboard) ends with the connection. All waiting has a limit, and
//! whatever goes wrong panics with what was asked: this is for tests.

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::net::TcpStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use crate::chromium::Address;

/// No single answer, page or condition may take longer.
const LIMIT: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(25);
const MOMENT: Duration = Duration::from_millis(100);

/// Functions that every page is asked with; see the file.
const SEEING: &str = include_str!("seeing.js");

pub struct Tab {
    connection: Connection,
    session: String,
    context: String,
    media: Media,
    /// Whether the pages' scripts run.
    scripts: bool,
    /// How many times a page has finished loading.
    loads: usize,
    problems: Vec<Problem>,
    /// Requests under way, to name them if they fail.
    requests: VecDeque<(String, String)>,
}

/// What should not happen on any page: a message on the console, an exception, a failed request.
#[derive(Clone, Debug)]
pub struct Problem {
    pub url: String,
    pub text: String,
}

/// What `@media` sees.
#[derive(Clone, Copy, Debug, Default)]
pub struct Media {
    pub print: bool,
    pub dark: bool,
    pub reduced_motion: bool,
    pub forced_colors: bool,
}

/// The keys that tests press.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    Tab,
    Enter,
    Escape,
    Up,
    Down,
    Home,
    Character(char),
}

impl Tab {
    pub fn open(address: &Address) -> Self {
        let mut connection = Connection::open(address);
        let created =
            connection.call(None, "Target.createBrowserContext", &json!({"disposeOnDetach": true}));
        let context = text(&created["browserContextId"]);
        let created = connection.call(
            None,
            "Target.createTarget",
            &json!({"url": "about:blank", "browserContextId": context}),
        );
        let attach = json!({"targetId": created["targetId"], "flatten": true});
        let attached = connection.call(None, "Target.attachToTarget", &attach);
        let mut tab = Self {
            connection,
            session: text(&attached["sessionId"]),
            context,
            media: Media::default(),
            scripts: true,
            loads: 0,
            problems: Vec::new(),
            requests: VecDeque::new(),
        };
        tab.prepare();
        tab
    }

    fn prepare(&mut self) {
        for domain in ["Page", "Runtime", "Network", "Log"] {
            self.call(&format!("{domain}.enable"), &json!({}));
        }
        // Tabs beside each other: each behaves as if it had the focus.
        self.call("Emulation.setFocusEmulationEnabled", &json!({"enabled": true}));
        self.media(Media::default());
        self.viewport(1280, 800, false);
    }

    /// Ends the browser. It may close the connection before it answers.
    pub fn ask_to_close(address: &Address) {
        if let Some(mut connection) = Connection::try_open(address) {
            let _ = connection.send(None, "Browser.close", &json!({}));
        }
    }

    /// Any method of the protocol, with the result's fields.
    pub fn call(&mut self, method: &str, parameters: &Value) -> Value {
        let session = self.session.clone();
        let answer = self.connection.call(Some(&session), method, parameters);
        self.take_events();
        answer
    }

    // Pages

    /// Opens an address and waits until the page has loaded.
    pub fn goto(&mut self, url: &str) {
        let before = self.loads();
        let answer = self.call("Page.navigate", &json!({"url": url}));
        if let Some(error) = answer["errorText"].as_str() {
            panic!("{url} cannot be opened: {error}");
        }
        // Without a loader the page stayed the same: only the part behind `#` is another.
        if answer["loaderId"].is_string() {
            self.wait_for_load(before, url);
        }
        self.settle();
    }

    /// Does something that leads to another page, and waits until that has loaded.
    pub fn load_by(&mut self, act: impl FnOnce(&mut Self)) {
        let before = self.loads();
        act(self);
        self.wait_for_load(before, "the next page");
        self.settle();
    }

    pub fn reload(&mut self) {
        self.load_by(|tab| {
            tab.call("Page.reload", &json!({}));
        });
    }

    /// The address of the page.
    pub fn url(&mut self) -> String {
        text(&self.eval("location.href"))
    }

    fn loads(&mut self) -> usize {
        self.connection.read_for(Duration::ZERO);
        self.take_events();
        self.loads
    }

    fn wait_for_load(&mut self, before: usize, what: &str) {
        let deadline = Instant::now() + LIMIT;
        while self.loads() <= before {
            assert!(Instant::now() < deadline, "{what} does not finish loading");
            self.connection.read_for(PAUSE);
        }
    }

    /// Two frames, or a moment: style and scroll positions are final.
    pub fn settle(&mut self) {
        if self.scripts {
            let frames = "new Promise(done => { \
                requestAnimationFrame(() => requestAnimationFrame(() => done(true))); \
                setTimeout(() => done(true), 250); })";
            // A page that is just being left cannot answer, and need not.
            self.try_eval(frames).ok();
        } else {
            // Without scripts nothing on the page can be waited for.
            thread::sleep(MOMENT);
        }
    }

    // Asking

    /// The value of an expression on the page; promises are awaited. `seeing.js` is at hand.
    pub fn eval(&mut self, expression: &str) -> Value {
        self.try_eval(expression).unwrap_or_else(|error| panic!("{error}\n  in: {expression}"))
    }

    /// Like [`eval`](Self::eval), for yes or no.
    pub fn holds(&mut self, expression: &str) -> bool {
        self.eval(expression) == json!(true)
    }

    /// Waits until an expression is true, over page loads too.
    pub fn wait_until(&mut self, expression: &str) {
        let deadline = Instant::now() + LIMIT;
        while self.try_eval(expression) != Ok(json!(true)) {
            assert!(Instant::now() < deadline, "never came true: {expression}");
            thread::sleep(PAUSE);
        }
    }

    /// Like [`eval`](Self::eval), for a page that may be left before it answers.
    pub fn try_eval(&mut self, expression: &str) -> Result<Value, String> {
        let parameters = json!({
            "expression": format!("(() => {{ {SEEING}\n return ({expression}\n); }})()"),
            "returnByValue": true,
            "awaitPromise": true,
            "userGesture": true,
        });
        let session = self.session.clone();
        let answer = self.connection.try_call(Some(&session), "Runtime.evaluate", &parameters);
        self.take_events();
        let answer = answer?;
        match answer.get("exceptionDetails") {
            None => Ok(answer["result"]["value"].clone()),
            Some(details) => {
                let exception = &details["exception"]["description"];
                Err(exception.as_str().map_or_else(|| details.to_string(), str::to_owned))
            }
        }
    }

    /// What has gone wrong on the pages since it was last asked.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        self.connection.read_for(PAUSE);
        self.take_events();
        std::mem::take(&mut self.problems)
    }

    // Circumstances

    /// The window's size in CSS pixels; `mobile` with touch and a phone's viewport rules.
    pub fn viewport(&mut self, width: u32, height: u32, mobile: bool) {
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile});
        self.call("Emulation.setDeviceMetricsOverride", &metrics);
        self.call("Emulation.setTouchEmulationEnabled", &json!({"enabled": mobile}));
    }

    pub fn media(&mut self, media: Media) {
        let feature = |name: &str, value: &str| json!({"name": name, "value": value});
        let pick = |on: bool, yes: &'static str, no: &'static str| if on { yes } else { no };
        let features = json!([
            feature("prefers-color-scheme", pick(media.dark, "dark", "light")),
            feature("prefers-reduced-motion", pick(media.reduced_motion, "reduce", "")),
            feature("forced-colors", pick(media.forced_colors, "active", "none")),
        ]);
        let medium = pick(media.print, "print", "screen");
        self.call("Emulation.setEmulatedMedia", &json!({"media": medium, "features": features}));
        self.media = media;
    }

    pub fn print_media(&mut self) {
        self.media(Media { print: true, ..self.media });
    }

    /// From the next page on, its scripts do not run; [`eval`](Self::eval) still does.
    pub fn without_javascript(&mut self) {
        self.call("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
        self.scripts = false;
    }

    /// Runs a script at the start of every page to come.
    pub fn on_every_page(&mut self, script: &str) {
        self.call("Page.addScriptToEvaluateOnNewDocument", &json!({"source": script}));
    }

    pub fn allow_clipboard(&mut self) {
        let context = self.context.clone();
        self.connection.call(
            None,
            "Browser.grantPermissions",
            &json!({
                "browserContextId": context,
                "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"],
            }),
        );
    }

    // Doing

    pub fn press(&mut self, key: Key) {
        let mut event = match key {
            Key::Tab => json!({"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}),
            Key::Enter => {
                json!({"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"})
            }
            Key::Escape => json!({"key": "Escape", "code": "Escape", "windowsVirtualKeyCode": 27}),
            Key::Up => json!({"key": "ArrowUp", "code": "ArrowUp", "windowsVirtualKeyCode": 38}),
            Key::Down => {
                json!({"key": "ArrowDown", "code": "ArrowDown", "windowsVirtualKeyCode": 40})
            }
            Key::Home => json!({"key": "Home", "code": "Home", "windowsVirtualKeyCode": 36}),
            Key::Character(character) => json!({"key": character, "text": character}),
        };
        event["type"] = json!("keyDown");
        self.call("Input.dispatchKeyEvent", &event);
        event["type"] = json!("keyUp");
        event.as_object_mut().expect("an object").remove("text");
        self.call("Input.dispatchKeyEvent", &event);
        self.settle();
    }

    /// Types text, key by key, where the focus is.
    pub fn type_text(&mut self, text: &str) {
        for character in text.chars() {
            self.press(Key::Character(character));
        }
    }

    /// Clicks the first visible element of a selector with the mouse, as a reader would: it is
    /// brought into view, and nothing may cover it.
    pub fn click(&mut self, selector: &str) {
        self.click_element(&format!("firstVisible({})", json!(selector)));
    }

    /// The same for the element that an expression gives.
    pub fn click_element(&mut self, element: &str) {
        let place = self.eval(&format!("placeToClick({element})"));
        let (x, y) = (&place["x"], &place["y"]);
        assert!(x.is_number(), "cannot click {element}: {place}");
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1});
            self.call("Input.dispatchMouseEvent", &event);
        }
        self.settle();
    }

    // Keeping

    /// A PNG of what is in view.
    pub fn screenshot(&mut self) -> Vec<u8> {
        let answer = self.call("Page.captureScreenshot", &json!({"format": "png"}));
        decode(&answer["data"])
    }

    pub fn print_to_pdf(&mut self) -> Vec<u8> {
        let answer = self.call("Page.printToPDF", &json!({"printBackground": true}));
        decode(&answer["data"])
    }

    /// Leaves a screenshot where `LEVELBOOK_SCREENSHOTS` names a folder: to look at, not compared.
    pub fn show(&mut self, name: &str) {
        if let Some(folder) = std::env::var_os("LEVELBOOK_SCREENSHOTS") {
            let file = Path::new(&folder).join(format!("{name}.png"));
            let written = std::fs::write(&file, self.screenshot());
            written.unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
        }
    }

    // What the browser tells without being asked

    fn take_events(&mut self) {
        while let Some(event) = self.connection.events.pop_front() {
            if event["sessionId"] == json!(self.session) {
                self.take_event(text(&event["method"]).as_str(), &event["params"]);
            }
        }
    }

    fn take_event(&mut self, method: &str, event: &Value) {
        match method {
            "Page.loadEventFired" => self.loads += 1,
            "Network.requestWillBeSent" => {
                self.requests
                    .push_back((text(&event["requestId"]), text(&event["request"]["url"])));
                // Enough for any page; what is older has long ended.
                if self.requests.len() > 500 {
                    self.requests.pop_front();
                }
            }
            "Network.responseReceived" if event["response"]["status"].as_i64() >= Some(400) => {
                let status = event["response"]["status"].to_string();
                self.problem(&event["response"]["url"], &format!("answered with {status}"));
            }
            "Network.loadingFailed" if event["canceled"] != json!(true) => {
                let url = self.request(&event["requestId"]);
                self.problem(&json!(url), &text(&event["errorText"]));
            }
            "Runtime.exceptionThrown" => {
                let details = &event["exceptionDetails"];
                let thrown = &details["exception"]["description"];
                self.problem(&details["url"], thrown.as_str().unwrap_or("an exception"));
            }
            "Runtime.consoleAPICalled"
                if ["error", "warning", "assert"].iter().any(|kind| event["type"] == *kind) =>
            {
                self.problem(&json!(""), &event["args"].to_string());
            }
            "Log.entryAdded"
                if ["error", "warning"].iter().any(|level| event["entry"]["level"] == *level) =>
            {
                self.problem(&event["entry"]["url"], &text(&event["entry"]["text"]));
            }
            _ => {}
        }
    }

    fn request(&self, id: &Value) -> String {
        let found = self.requests.iter().find(|(request, _)| *id == json!(request));
        found.map(|(_, url)| url.clone()).unwrap_or_default()
    }

    fn problem(&mut self, url: &Value, text: &str) {
        let url = url.as_str().unwrap_or_default().to_owned();
        self.problems.push(Problem { url, text: text.to_owned() });
    }
}

/// Questions and answers over one WebSocket.
struct Connection {
    socket: WebSocket<TcpStream>,
    last: u64,
    events: VecDeque<Value>,
}

impl Connection {
    fn open(address: &Address) -> Self {
        Self::try_open(address).expect("the browser accepts a connection")
    }

    fn try_open(address: &Address) -> Option<Self> {
        let stream = TcpStream::connect(&address.host).ok()?;
        stream.set_nodelay(true).ok()?;
        stream.set_write_timeout(Some(LIMIT)).ok()?;
        stream.set_read_timeout(Some(LIMIT)).ok()?;
        let url = format!("ws://{}{}", address.host, address.path);
        let (socket, _) = tungstenite::client(url, stream).ok()?;
        Some(Self { socket, last: 0, events: VecDeque::new() })
    }

    fn call(&mut self, session: Option<&str>, method: &str, parameters: &Value) -> Value {
        let answer = self.try_call(session, method, parameters);
        answer.unwrap_or_else(|error| panic!("{method} {parameters}: {error}"))
    }

    fn try_call(
        &mut self,
        session: Option<&str>,
        method: &str,
        parameters: &Value,
    ) -> Result<Value, String> {
        let id = self.send(session, method, parameters)?;
        let deadline = Instant::now() + LIMIT;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(format!("no answer within {} s", LIMIT.as_secs()));
            }
            let Some(message) = self.read(left)? else { continue };
            if message["id"] != json!(id) {
                self.keep(message);
            } else if let Some(error) = message.get("error") {
                return Err(error.to_string());
            } else {
                return Ok(message["result"].clone());
            }
        }
    }

    fn send(
        &mut self,
        session: Option<&str>,
        method: &str,
        parameters: &Value,
    ) -> Result<u64, String> {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": parameters});
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        let sent = self.socket.send(Message::text(message.to_string()));
        sent.map_err(|error| format!("cannot be sent: {error}"))?;
        Ok(self.last)
    }

    /// Takes in what comes unasked, for a while.
    fn read_for(&mut self, time: Duration) {
        let deadline = Instant::now() + time;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.read(left.max(Duration::from_millis(1))) {
                Ok(Some(message)) => self.keep(message),
                Ok(None) if left.is_zero() => return,
                Ok(None) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// Events wait to be looked at; a late answer to a question that was given up is dropped.
    fn keep(&mut self, message: Value) {
        if message.get("method").is_some() {
            self.events.push_back(message);
        }
    }

    /// The next message; None if there is none in time.
    fn read(&mut self, time: Duration) -> Result<Option<Value>, String> {
        let timeout = self.socket.get_ref().set_read_timeout(Some(time));
        timeout.map_err(|error| format!("no timeout can be set: {error}"))?;
        match self.socket.read() {
            Ok(Message::Text(message)) => {
                serde_json::from_str(&message).map(Some).map_err(|error| error.to_string())
            }
            Ok(_) => Ok(None),
            Err(tungstenite::Error::Io(error))
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
            {
                Ok(None)
            }
            Err(error) => Err(format!("the browser has gone: {error}")),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn decode(data: &Value) -> Vec<u8> {
    let data = data.as_str().expect("data in base 64");
    data_encoding::BASE64.decode(data.as_bytes()).expect("data in base 64")
}
