//! Every link of a site that leads elsewhere: those of the sources with their places, then those
//! that only the finished pages have.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use globset::{Glob, GlobMatcher};
use url::{Host, Url};

use super::{Elsewhere, Link, Spot, parts, shown};
use crate::site::Site;
use crate::site::audit;
use crate::site::diagnostics::{Code, Diagnostic, Place};
use crate::site::locate::{Found, locate};
use crate::site::output::Output;
use crate::site::parse::config::{NavigationEntry, NavigationTarget};
use crate::site::parse::model::{Cell, Model, Reference};
use crate::site::parse::note::Spanned;
use crate::site::parse::rich::Rich;
use crate::site::parse::{CONFIG, markdown};
use crate::site::resolve::links::{Target, target, texts};
use crate::site::sources::SourcePath;

/// Reads them out of a built site.
pub fn collect(site: &Site, output: &Output, kept: &audit::Kept) -> Elsewhere {
    let mut collecting = Collecting::new(site, output);
    collecting.configuration();
    collecting.notes();
    collecting.glossary();
    for pages in &site.map.models {
        collecting.model(&pages.model);
    }
    collecting.finished(kept);
    collecting.finish()
}

struct Collecting<'s> {
    site: &'s Site,
    output: &'s Output,
    /// Where the site itself will stand.
    own: Option<Url>,
    ignored: Vec<(&'s Spanned<String>, Option<GlobMatcher>)>,
    used: HashSet<usize>,
    links: BTreeMap<String, Link>,
    left_out: BTreeSet<String>,
    /// Addresses as they stand in sources, which finished pages repeat.
    seen: HashSet<String>,
    told: Vec<Diagnostic>,
}

/// Where a link stands.
struct At {
    place: Place,
    page: Option<String>,
}

impl<'s> Collecting<'s> {
    fn new(site: &'s Site, output: &'s Output) -> Self {
        let ignored = site.config.external.ignore.iter();
        Self {
            site,
            output,
            own: site.config.base_url.as_ref().and_then(|url| Url::parse(url).ok()),
            ignored: ignored.map(|pattern| (pattern, matcher(&pattern.value))).collect(),
            used: HashSet::new(),
            links: BTreeMap::new(),
            left_out: BTreeSet::new(),
            seen: HashSet::new(),
            told: Vec::new(),
        }
    }

    fn configuration(&mut self) {
        let config = &self.site.config;
        if let Some(repository) = &config.repository {
            self.spelled(&repository.url, Place::new(&config_path(), repository.place.clone()));
        }
        for link in &config.social {
            self.configured(&link.url);
        }
        config.navigation.entries.iter().for_each(|entry| self.navigation(entry));
        if let Some(footer) = &config.footer {
            let place = Place::new(&config_path(), footer.range.clone());
            let path = SourcePath::new("content/index.md");
            self.text(&path, &markdown::inline(&footer.value), |_| place.clone());
        }
    }

    fn configured(&mut self, url: &Spanned<String>) {
        self.spelled(&url.value, Place::new(&config_path(), url.range.clone()));
    }

    fn navigation(&mut self, entry: &NavigationEntry) {
        if let NavigationTarget::Url(url) = &entry.target {
            let path = &self.site.config.navigation.path;
            self.spelled(&url.value, Place::new(path, url.range.clone()));
        }
        entry.children.iter().for_each(|child| self.navigation(child));
    }

    fn notes(&mut self) {
        let site = self.site;
        for note in site.notes.iter().filter(|note| site.map.page_of(&note.path).is_some()) {
            self.text(&note.path, &note.body, |at| {
                Place::new(&note.path, note.body.links[at].range.clone())
            });
        }
    }

    fn glossary(&mut self) {
        let glossary = &self.site.glossary;
        let Some(path) = &glossary.path else { return };
        for term in &glossary.terms {
            self.text(path, &term.rich, |_| Place::new(path, term.meaning.range.clone()));
        }
    }

    fn model(&mut self, model: &Model) {
        for text in texts(model) {
            let place = model.place(&text.range);
            self.text(&place.path, &text.rich, |_| place.clone());
        }
        let catalog = &model.catalog;
        let frameworks = catalog.frameworks.iter().filter_map(|framework| framework.url.as_ref());
        let resources = catalog.resources.iter().filter_map(|resource| resource.url.as_ref());
        for url in frameworks.chain(resources) {
            self.spelled(&url.value, model.place(&url.range));
        }
        let items = model.cells.iter().flat_map(Cell::all_items);
        let references = items.flat_map(|item| &item.references);
        let activities = model.activities.iter().flat_map(|activity| &activity.references);
        references.chain(activities).for_each(|reference| self.reference(model, reference));
    }

    fn reference(&mut self, model: &Model, reference: &Reference) {
        let framework = &model.catalog.frameworks[reference.framework];
        for id in &reference.ids {
            if let Some(address) = framework.link_to(&id.value) {
                self.spelled(&address, model.place(&id.range));
            }
        }
    }

    /// The links of a text, each with its place by its number.
    fn text(&mut self, path: &SourcePath, rich: &Rich, place: impl Fn(usize) -> Place) {
        for (at, link) in rich.links.iter().enumerate() {
            if let Ok(Target::External(address)) = target(self.site, path, link) {
                self.spelled(&address, place(at));
            }
        }
    }

    /// A link that an author wrote.
    fn spelled(&mut self, address: &str, place: Place) {
        if let Some(read) = read(address) {
            self.seen.insert(key(address, &read));
            self.add(address, read, At { place, page: None });
        }
    }

    /// What only templates write: each address once, with the first page that has it.
    fn finished(&mut self, kept: &audit::Kept) {
        let repository = self.site.config.repository.as_ref();
        // One for each file: whether they work depends on what has been pushed.
        let edits = repository.map(|repository| format!("{}/edit/", repository.url));
        for (page, links) in audit::outside(self.site, self.output, kept) {
            for address in links {
                let Some(read) = read(&address) else { continue };
                let is_edit = edits.as_ref().is_some_and(|edits| address.starts_with(edits));
                if is_edit || !self.seen.insert(key(&address, &read)) {
                    continue;
                }
                let place = audit::place_of(page);
                self.add(&address, read, At { place, page: Some(page.out.to_string()) });
            }
        }
    }

    fn add(&mut self, address: &str, read: Result<Url, url::ParseError>, at: At) {
        let mut url = match read {
            Ok(url) => url,
            Err(error) => return self.told.push(unreadable(address, error, at.place)),
        };
        if let Some(own) = &self.own
            && is_below(&url, own)
        {
            // The canonical links of pages are right by themselves.
            let is_written = at.page.is_none();
            let missing = is_written
                && matches!(locate(self.output, own.path(), url.path()), Found::Missing(_));
            self.told.extend(missing.then(|| not_ours(&url, at.place)));
            return;
        }
        let part = url.fragment().and_then(parts::of_fragment).map(str::to_owned);
        url.set_fragment(None);
        if is_example(&url) || self.is_ignored(&url) {
            self.left_out.insert(url.into());
            return;
        }
        if !url.username().is_empty() || url.password().is_some() {
            return self.told.push(signed_in(url, at.place));
        }
        let link = self.links.entry(url.to_string()).or_insert(Link { url, spots: Vec::new() });
        link.spots.push(Spot { place: at.place, part, page: at.page });
    }

    /// Whether a rule leaves an address out; all that do are of use.
    fn is_ignored(&mut self, url: &Url) -> bool {
        let fits = |(pattern, matcher): &(&Spanned<String>, Option<GlobMatcher>)| {
            is_within(url.as_str(), &pattern.value)
                || matcher.as_ref().is_some_and(|matcher| matcher.is_match(url.as_str()))
        };
        let fitting = self.ignored.iter().enumerate().filter(|(_, rule)| fits(rule));
        let fitting: Vec<usize> = fitting.map(|(at, _)| at).collect();
        self.used.extend(&fitting);
        !fitting.is_empty()
    }

    fn finish(mut self) -> Elsewhere {
        let idle = self.ignored.iter().enumerate().filter(|(at, _)| !self.used.contains(at));
        self.told.extend(idle.map(|(_, (pattern, _))| ignores_nothing(pattern)));
        let mut links: Vec<Link> = self.links.into_values().collect();
        for link in &mut links {
            link.spots.sort_by_key(|spot| {
                (spot.page.is_some(), spot.place.path.clone(), spot.place.range.start)
            });
        }
        Elsewhere {
            links,
            told: self.told,
            left_out: self.left_out.len(),
            silence: self.site.config.silence.clone(),
        }
    }
}

fn config_path() -> SourcePath {
    SourcePath::new(CONFIG)
}

/// An address of the web; None for any other.
fn read(address: &str) -> Option<Result<Url, url::ParseError>> {
    let address = address.trim();
    if address.starts_with("//") {
        return Some(Url::parse(&format!("https:{address}")));
    }
    let scheme = address.split_once(':')?.0;
    let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    is_web.then(|| Url::parse(address))
}

fn key(address: &str, read: &Result<Url, url::ParseError>) -> String {
    read.as_ref().map_or_else(|_| address.trim().to_owned(), Url::to_string)
}

/// Everything but `*` stands for itself.
fn matcher(pattern: &str) -> Option<GlobMatcher> {
    let glob = globset::escape(pattern).replace("[*]", "*");
    Glob::new(&glob).ok().map(|glob| glob.compile_matcher())
}

/// Whether an address is one that is given, or below it.
fn is_within(url: &str, given: &str) -> bool {
    let given = given.trim_end_matches('/');
    url.strip_prefix(given).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

fn is_below(url: &Url, own: &Url) -> bool {
    url.host() == own.host()
        && url.port_or_known_default() == own.port_or_known_default()
        && (url.path().starts_with(own.path()) || url.path() == own.path().trim_end_matches('/'))
}

/// Names that are set aside for examples (RFC 2606).
fn is_example(url: &Url) -> bool {
    let Some(Host::Domain(host)) = url.host() else { return false };
    let host = host.trim_end_matches('.');
    let names = ["example.com", "example.org", "example.net", "example", "test", "invalid"];
    let is_of = |name: &str| {
        host.strip_suffix(name).is_some_and(|left| left.is_empty() || left.ends_with('.'))
    };
    names.into_iter().any(is_of)
}

fn unreadable(address: &str, error: url::ParseError, place: Place) -> Diagnostic {
    let message = format!("{} cannot be read as an address: {error}", shown(address));
    Diagnostic::warning(Code::X06, place, message)
        .help("Correct it, or put it in backticks if it is only an example.")
}

fn signed_in(mut url: Url, place: Place) -> Diagnostic {
    // Neither can fail where there is a name or a password.
    let _ = url.set_password(None).and_then(|()| url.set_username(""));
    let message = format!("a link to {url} has a name or a password in it");
    Diagnostic::warning(Code::X06, place, message)
        .help("Take out what stands before the @, and change the password: everyone can read it. The address was not asked for.")
}

fn not_ours(url: &Url, place: Place) -> Diagnostic {
    let message = format!("{url} is an address of this site, and nothing is there");
    Diagnostic::error(Code::X01, place, message).help(
        "Link to the file instead, such as `notes/week-1.md`: then it is checked at every build.",
    )
}

fn ignores_nothing(pattern: &Spanned<String>) -> Diagnostic {
    let place = Place::new(&config_path(), pattern.range.clone());
    let message = format!("no link leads to {}, which \"ignore\" leaves out", pattern.value);
    Diagnostic::warning(Code::S08, place, message).help("Take it out, or correct it.")
}
