//! What an author sees of `levelbook serve` while editing: the program itself, real files, a real
//! browser.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use tempfile::TempDir;

use crate::chromium;
use crate::tab::{Key, Tab};

crate::tests![
    an_edit_arrives_and_the_reader_stays_where_they_were,
    typing_focus_and_theme_survive_an_edit,
    a_style_sheet_is_swapped_without_a_reload,
    a_picture_is_fetched_again,
    only_tabs_that_show_a_changed_page_are_touched,
    a_page_that_vanished_says_so_and_comes_back,
    mistakes_lie_over_the_last_good_page_until_they_are_mended,
    warnings_are_a_badge_that_opens,
    a_site_that_begins_with_mistakes_appears_when_they_are_mended,
    a_restarted_server_is_found_again,
    an_edit_while_another_page_is_shown_is_seen_on_the_way_back,
    an_edit_between_loading_and_connecting_is_caught,
    a_template_and_the_configuration_are_followed,
    a_new_page_takes_the_place_of_not_found,
    without_web_sockets_the_page_asks_for_itself,
    a_mistake_opens_in_the_editor_that_was_named,
    a_dozen_tabs_follow_one_edit,
    search_knows_what_was_just_written,
];

/// A folder with a site, and the program that shows it.
struct Preview {
    folder: TempDir,
    server: Child,
    said: Receiver<String>,
    port: u16,
}

impl Preview {
    fn of(files: &[(&str, &str)]) -> Self {
        Self::with(&[], files)
    }

    fn with(options: &[&str], files: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        write(folder.path(), "levelbook.yaml", "title: Live\n");
        files.iter().for_each(|(name, text)| write(folder.path(), name, text));
        let (server, said, port) = start(folder.path(), None, options);
        Self { folder, server, said, port }
    }

    fn write(&self, name: &str, text: &str) {
        write(self.folder.path(), name, text);
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// A tab that shows a page and follows it.
    fn tab(&self, path: &str) -> Tab {
        let mut tab = chromium::tab();
        tab.goto(&self.url(path));
        self.follow(&mut tab);
        tab
    }

    /// Waits until the tab has said hello: from then on it misses nothing.
    fn follow(&self, tab: &mut Tab) {
        tab.wait_until("document.readyState === 'complete'");
        tab.wait_until(
            "performance.getEntriesByType('resource').some(r => r.name.endsWith('live.js'))",
        );
        tab.eval("window.here = true");
    }

    fn stop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }

    fn start_again(&mut self) {
        let (server, said, _) = start(self.folder.path(), Some(self.port), &[]);
        (self.server, self.said) = (server, said);
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.stop();
    }
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a written file");
}

/// Starts the server and waits until it says where it is.
fn start(folder: &Path, port: Option<u16>, options: &[&str]) -> (Child, Receiver<String>, u16) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_levelbook"));
    command.env("LEVELBOOK_CACHE", "");
    let port = port.unwrap_or_else(free_port);
    command.arg("serve").arg(folder).args(["--port", &port.to_string()]).args(options);
    command.stderr(Stdio::piped());
    let mut server = command.spawn().expect("levelbook starts");
    let output = server.stderr.take().expect("its standard error");
    let (sender, said) = channel();
    let lines = BufReader::new(output).lines();
    std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let limit = Duration::from_secs(20);
    while !said.recv_timeout(limit).expect("the server says where it is").contains("http://") {}
    (server, said, port)
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// A page with enough to scroll, and a folded remark in the middle.
fn long(word: &str) -> String {
    let filler = "Text that goes on for a while and then some more. ".repeat(40);
    format!(
        "# Long\n\nThe word is {word}.\n\n{filler}\n\n{filler}\n\n## Middle\n\n\
         <details><summary>More</summary>\n\nHidden text.\n\n</details>\n\n{filler}\n\n{filler}\n\n## End\n\n{filler}\n"
    )
}

const TEXT: &str = "document.querySelector('main').innerText";

fn shows(tab: &mut Tab, text: &str) {
    tab.wait_until(&format!("{TEXT}.includes({})", serde_json::json!(text)));
}

/// Whether the document is the one that [`Preview::follow`] marked: it was not loaded again.
fn stayed(tab: &mut Tab) -> bool {
    tab.holds("window.here === true")
}

fn an_edit_arrives_and_the_reader_stays_where_they_were() {
    let preview = Preview::of(&[("content/index.md", &long("first"))]);
    let mut tab = preview.tab("");
    tab.eval("document.querySelector('details').open = true");
    tab.eval("document.querySelector('#middle').scrollIntoView({behavior: 'instant'})");
    let top = "Math.round(document.querySelector('#middle').getBoundingClientRect().top)";
    let before = tab.eval(top);
    // The first lines grow, above of what is in view.
    preview.write("content/index.md", &long(&"second and longer ".repeat(40)));
    shows(&mut tab, "second and longer");
    assert_eq!(tab.eval(top), before, "the text in view moved");
    assert!(tab.holds("document.querySelector('details').open"), "the remark was closed");
    assert!(stayed(&mut tab), "the page was loaded again");
}

fn typing_focus_and_theme_survive_an_edit() {
    let page = |word: &str| {
        format!("# Form\n\n<input id=name> <textarea id=text></textarea>\n\nWord {word}.\n")
    };
    let preview = Preview::of(&[("content/index.md", &page("one"))]);
    let mut tab = preview.tab("");
    tab.eval("[document.querySelector('#name').value = 'Ada', document.querySelector('#text').value = 'long']");
    tab.eval("[document.querySelector('#text').focus(), document.querySelector('#text').setSelectionRange(1, 3)]");
    tab.eval("document.querySelector('[data-theme-toggle]')?.click()");
    tab.eval("document.querySelector('#text').focus()");
    let theme = tab.eval("document.documentElement.outerHTML.split('>')[0]");
    preview.write("content/index.md", &page("two"));
    shows(&mut tab, "Word two");
    assert_eq!(tab.eval("document.querySelector('#name').value"), "Ada");
    assert_eq!(tab.eval("document.activeElement.id"), "text");
    assert_eq!(tab.eval("document.querySelector('#text').selectionEnd"), 3);
    assert_eq!(tab.eval("document.documentElement.outerHTML.split('>')[0]"), theme);
}

fn a_style_sheet_is_swapped_without_a_reload() {
    let css = |color: &str| format!("h1 {{ color: {color} }}");
    let preview = Preview::of(&[
        ("levelbook.yaml", "title: Live\ntheme: own\n"),
        ("themes/own/static/style.css", &css("rgb(1, 2, 3)")),
        ("content/index.md", "# Colour\n\nText.\n"),
    ]);
    let mut tab = preview.tab("");
    let color =
        |value: &str| format!("getComputedStyle(document.querySelector('h1')).color === '{value}'");
    tab.wait_until(&color("rgb(1, 2, 3)"));
    preview.write("themes/own/static/style.css", &css("rgb(4, 5, 6)"));
    tab.wait_until(&color("rgb(4, 5, 6)"));
    tab.wait_until("document.querySelectorAll('link[rel=stylesheet]').length === 1");
    assert!(stayed(&mut tab), "the page was loaded again");
}

fn a_picture_is_fetched_again() {
    let svg = |width: u32| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"10\"/>")
    };
    let preview = Preview::of(&[
        ("content/index.md", "# Picture\n\n![A box](box.svg)\n"),
        ("content/box.svg", &svg(10)),
    ]);
    let mut tab = preview.tab("");
    tab.wait_until("document.querySelector('main img').naturalWidth === 10");
    preview.write("content/box.svg", &svg(20));
    tab.wait_until("document.querySelector('main img').naturalWidth === 20");
    assert!(stayed(&mut tab), "the page was loaded again");
}

fn only_tabs_that_show_a_changed_page_are_touched() {
    let preview = Preview::of(&[
        ("content/index.md", "# Home\n\n[A](a.md) [B](b.md)\n"),
        ("content/a.md", "---\ndescription: d\n---\n# A\n\nOne.\n"),
        ("content/b.md", "---\ndescription: d\n---\n# B\n\nOther.\n"),
    ]);
    let (mut a, mut b) = (preview.tab("a.html"), preview.tab("b.html"));
    b.eval("new MutationObserver(() => { window.touched = true; }).observe(document, {subtree: true, childList: true, attributes: true, characterData: true})");
    preview.write("content/a.md", "---\ndescription: d\n---\n# A\n\nTwo.\n");
    shows(&mut a, "Two.");
    assert!(b.holds("window.touched === undefined"), "a page that did not change was touched");
}

fn a_page_that_vanished_says_so_and_comes_back() {
    let home = ("content/index.md", "# Home\n\nHello.\n");
    let preview = Preview::of(&[home, ("content/a.md", "# A\n\nHere.\n")]);
    let mut tab = preview.tab("a.html");
    fs::remove_file(preview.folder.path().join("content/a.md")).expect("a removed file");
    let notice = "document.querySelector('levelbook-preview')?.shadowRoot.querySelector('.notice').textContent ?? ''";
    tab.wait_until(&format!("({notice}).includes('no longer part of the site')"));
    shows(&mut tab, "Here.");
    preview.write("content/a.md", "# A\n\nBack again.\n");
    shows(&mut tab, "Back again.");
    tab.wait_until("!document.querySelector('levelbook-preview')");
    assert!(stayed(&mut tab), "the page was loaded again");
}

const PANEL: &str = "document.querySelector('levelbook-preview')?.shadowRoot.querySelector('section:not([hidden])')?.innerText ?? ''";

fn mistakes_lie_over_the_last_good_page_until_they_are_mended() {
    let preview = Preview::of(&[("content/index.md", "# Home\n\nAll is well.\n")]);
    let mut tab = preview.tab("");
    preview.write("content/index.md", "# Home\n\nA [link](nowhere.md) & <b>more</b>.\n");
    tab.wait_until(&format!("({PANEL}).includes('there is no file nowhere.md')"));
    for part in ["L01", "content/index.md:3:3", "[link](nowhere.md)", "1 error"] {
        assert!(
            tab.holds(&format!("({PANEL}).includes({})", serde_json::json!(part))),
            "no {part}"
        );
    }
    shows(&mut tab, "All is well.");
    tab.show("live-error");
    preview.write("content/index.md", "# Home\n\nMended.\n");
    shows(&mut tab, "Mended.");
    tab.wait_until("!document.querySelector('levelbook-preview')");
    assert!(stayed(&mut tab), "the page was loaded again");
}

fn warnings_are_a_badge_that_opens() {
    let preview = Preview::of(&[("content/index.md", "# Home\n\nText.\n")]);
    let mut tab = preview.tab("");
    preview.write("content/index.md", "# Home\n\nText.\n\n# Another\n");
    let badge =
        "document.querySelector('levelbook-preview')?.shadowRoot.querySelector('footer button')";
    tab.wait_until(&format!("{badge}?.textContent === '1 warning'"));
    shows(&mut tab, "Another");
    assert!(tab.holds(&format!("({PANEL}) === ''")), "a warning covers the page");
    tab.eval(&format!("{badge}.click()"));
    tab.wait_until(&format!("({PANEL}).includes('M04')"));
    tab.eval("document.querySelector('levelbook-preview').shadowRoot.querySelector('header button').click()");
    tab.wait_until(&format!("({PANEL}) === ''"));
}

fn a_site_that_begins_with_mistakes_appears_when_they_are_mended() {
    let preview = Preview::of(&[("content/index.md", "# Home\n\n[x](nowhere.md)\n")]);
    let mut tab = preview.tab("");
    tab.wait_until(&format!("({PANEL}).includes('L01')"));
    preview.write("content/index.md", "# Home\n\nThe site.\n");
    tab.wait_until("document.querySelector('main')?.innerText.includes('The site.') ?? false");
    tab.wait_until("!document.querySelector('levelbook-preview')");
}

fn a_restarted_server_is_found_again() {
    let mut preview = Preview::of(&[("content/index.md", "# Home\n\nBefore.\n")]);
    let mut tab = preview.tab("");
    preview.stop();
    preview.write("content/index.md", "# Home\n\nWhile it was away.\n");
    preview.start_again();
    shows(&mut tab, "While it was away.");
    preview.write("content/index.md", "# Home\n\nAfter.\n");
    shows(&mut tab, "After.");
    assert!(stayed(&mut tab), "the page was loaded again");
}

fn an_edit_while_another_page_is_shown_is_seen_on_the_way_back() {
    let preview = Preview::of(&[
        ("content/index.md", "# Home\n\nOld. [A](a.md)\n"),
        ("content/a.md", "---\ndescription: d\n---\n# A\n\nText.\n"),
    ]);
    let mut tab = preview.tab("");
    tab.goto(&preview.url("a.html"));
    preview.write("content/index.md", "# Home\n\nNew. [A](a.md)\n");
    tab.eval("history.back()");
    tab.wait_until("document.querySelector('main')?.innerText.includes('New.') ?? false");
}

fn an_edit_between_loading_and_connecting_is_caught() {
    let preview = Preview::of(&[("content/index.md", "# Home\n\nEarly.\n")]);
    let mut tab = chromium::tab();
    // A page that is slow to connect: its first question is held back until the edit is made.
    tab.on_every_page(
        "const get = window.fetch; window.fetch = (...all) => new Promise(go => { window.letGo = () => go(get(...all)); });",
    );
    tab.goto(&preview.url(""));
    tab.wait_until("typeof window.letGo === 'function'");
    preview.write("content/index.md", "# Home\n\nLate.\n");
    while !preview.said.recv_timeout(Duration::from_secs(20)).expect("a build").contains("again") {}
    assert!(tab.holds(&format!("{TEXT}.includes('Early.')")));
    tab.eval("window.letGo()");
    shows(&mut tab, "Late.");
}

fn a_template_and_the_configuration_are_followed() {
    let preview = Preview::of(&[("content/index.md", "# Home\n\nText.\n")]);
    let mut tab = preview.tab("");
    preview.write("levelbook.yaml", "title: Another name\ntheme: own\n");
    preview.write(
        "themes/own/templates/home.html",
        "{% extends \"default/home.html\" %}{% block main %}<p>From the template</p>{{ super() }}{% endblock %}",
    );
    tab.wait_until("document.body.innerText.includes('From the template')");
    tab.wait_until("document.title.includes('Another name') || document.body.innerText.includes('Another name')");
    assert!(stayed(&mut tab), "the page was loaded again");
}

fn a_new_page_takes_the_place_of_not_found() {
    let preview = Preview::of(&[("content/index.md", "# Home\n\nText.\n")]);
    let mut tab = preview.tab("later.html");
    tab.wait_until("document.body.innerText.includes('not found')");
    preview.write("content/later.md", "# Later\n\nNow it is there.\n");
    shows(&mut tab, "Now it is there.");
}

fn without_web_sockets_the_page_asks_for_itself() {
    let preview = Preview::of(&[("content/index.md", "# Home\n\nOne.\n")]);
    let mut tab = chromium::tab();
    tab.on_every_page(
        "window.WebSocket = class { constructor() { setTimeout(() => this.onclose()); } };",
    );
    tab.goto(&preview.url(""));
    preview.follow(&mut tab);
    for word in ["Two.", "Three."] {
        preview.write("content/index.md", &format!("# Home\n\n{word}\n"));
        shows(&mut tab, word);
    }
    preview.write("content/index.md", "# Home\n\n[x](nowhere.md)\n");
    tab.wait_until(&format!("({PANEL}).includes('L01')"));
    assert!(stayed(&mut tab), "the page was loaded again");
}

fn a_mistake_opens_in_the_editor_that_was_named() {
    let broken = [("content/index.md", "# Home\n\n[x](nowhere.md)\n")];
    let preview = Preview::with(&["--editor", "vscode"], &broken);
    let mut tab = preview.tab("");
    tab.wait_until(&format!("({PANEL}).includes('L01')"));
    let link = tab.eval(
        "document.querySelector('levelbook-preview').shadowRoot.querySelector('.place a').href",
    );
    let link = link.as_str().unwrap_or_default();
    assert!(link.starts_with("vscode://file/"), "{link}");
    assert!(link.ends_with("/content/index.md:3:1"), "{link}");
}

fn a_dozen_tabs_follow_one_edit() {
    let preview = Preview::of(&[("content/index.md", "# Home\n\nOne.\n")]);
    let mut tabs: Vec<Tab> = (0..12).map(|_| preview.tab("")).collect();
    preview.write("content/index.md", "# Home\n\nTwo.\n");
    tabs.iter_mut().for_each(|tab| shows(tab, "Two."));
}

fn search_knows_what_was_just_written() {
    let preview = Preview::of(&[
        ("content/index.md", "# Home\n\nHello.\n"),
        ("content/a.md", "# A\n\nAardvarks.\n"),
    ]);
    let mut tab = preview.tab("");
    let ask = |tab: &mut Tab, word: &str| {
        // A key that is pressed while the box closes is still the field's.
        tab.wait_until("!document.activeElement?.closest('dialog')");
        tab.press(Key::Character('/'));
        tab.wait_until("document.querySelector('dialog[open] input') === document.activeElement");
        tab.type_text(word);
        tab.wait_until("document.querySelector('dialog .said').textContent !== ''");
    };
    let found = "document.querySelector('[data-search-results]').textContent";
    ask(&mut tab, "aardvark");
    tab.wait_until(&format!("{found}.includes('Aardvarks')"));
    tab.press(Key::Escape);
    preview.write("content/index.md", "# Home\n\nHello, zebras.\n");
    shows(&mut tab, "zebras");
    // The index comes after the page: who asks at once asks again.
    let is_found = (0..50).any(|_| {
        ask(&mut tab, "zebra");
        let is_found = tab.holds(&format!("{found}.includes('zebras')"));
        tab.press(Key::Escape);
        std::thread::sleep(Duration::from_millis(100));
        is_found
    });
    assert!(is_found, "the index does not follow");
    assert!(stayed(&mut tab), "the page was loaded again");
}
