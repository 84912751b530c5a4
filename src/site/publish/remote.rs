//! From the address of a git remote to the address of its site.

/// A repository on github.com.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    pub owner: String,
    pub name: String,
}

impl Repository {
    /// Reads `https://github.com/owner/name.git`, `git@github.com:owner/name`, `ssh://git@github.com/…`.
    /// None for any other host: there is no telling where its sites stand.
    pub fn of(url: &str) -> Option<Self> {
        let (host, path) = host_and_path(url)?;
        let host = host.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
        if !matches!(host.as_str(), "github.com" | "www.github.com" | "ssh.github.com") {
            return None;
        }
        let (owner, name) = path.trim_matches('/').split_once('/')?;
        let name = name.strip_suffix(".git").unwrap_or(name);
        let is_plain = |part: &str| !part.is_empty() && !part.contains(['/', '?', '#', ' ']);
        (is_plain(owner) && is_plain(name))
            .then(|| Self { owner: owner.to_owned(), name: name.to_owned() })
    }

    /// Where GitHub Pages shows it, unless it has a domain of its own.
    pub fn pages(&self) -> String {
        let owner = self.owner.to_ascii_lowercase();
        match self.name.eq_ignore_ascii_case(&format!("{owner}.github.io")) {
            true => format!("https://{owner}.github.io/"),
            false => format!("https://{owner}.github.io/{}/", self.name),
        }
    }

    /// Where Pages is set up.
    pub fn settings(&self) -> String {
        format!("https://github.com/{}/{}/settings/pages", self.owner, self.name)
    }
}

fn host_and_path(url: &str) -> Option<(&str, &str)> {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            matches!(scheme, "https" | "http" | "ssh" | "git").then(|| rest.split_once('/'))?
        }
        // `git@github.com:owner/name`, but neither a path nor the drive of one.
        None => url.split_once(':').filter(|(host, _)| !host.contains('/') && host.len() > 1),
    }
}

/// The address of a `CNAME` file; none when it holds no domain.
pub fn domain(cname: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(cname).ok()?.trim();
    let text = text.strip_prefix("https://").or(text.strip_prefix("http://")).unwrap_or(text);
    let domain = text.trim_end_matches('/').to_ascii_lowercase();
    let is_domain = domain.contains('.')
        && domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    is_domain.then(|| format!("https://{domain}/"))
}

/// A text without the names and passwords that stand in its addresses.
pub fn without_secrets(text: &str) -> String {
    let mut rest = text;
    let mut clean = String::new();
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        clean.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || matches!(c, '/' | '\'' | '"' | '<'));
        let host = &after[..end.unwrap_or(after.len())];
        // `git@host` holds no secret, and is what people know their remote by.
        let secret = host.rfind('@').filter(|&at| &host[..at] != "git");
        rest = &after[secret.map_or(0, |at| at + 1)..];
    }
    clean + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(url: &str) -> Option<String> {
        Repository::of(url).map(|repository| repository.pages())
    }

    #[test]
    fn every_way_to_write_a_remote_leads_to_its_site() {
        for url in [
            "https://github.com/Ada/Course.git",
            "https://github.com/Ada/Course",
            "https://github.com/Ada/Course/",
            "https://ada:ghp_secret@github.com/Ada/Course.git",
            "git@github.com:Ada/Course.git",
            "ssh://git@github.com/Ada/Course.git",
            "ssh://git@ssh.github.com:443/Ada/Course.git",
            "git://github.com/Ada/Course.git",
        ] {
            assert_eq!(pages(url).as_deref(), Some("https://ada.github.io/Course/"), "{url}");
        }
    }

    #[test]
    fn a_repository_named_like_its_owner_is_a_site_of_its_own() {
        let own = Some("https://ada.github.io/".to_owned());
        assert_eq!(pages("git@github.com:ada/ada.github.io.git"), own);
        assert_eq!(pages("https://github.com/Ada/Ada.GitHub.io"), own);
    }

    #[test]
    fn other_hosts_and_paths_tell_nothing() {
        for url in [
            "/srv/git/course.git",
            "../course.git",
            "file:///srv/course.git",
            "C:\\course.git",
            "https://gitlab.com/ada/course.git",
            "https://github.com.evil.example/ada/course",
            "https://github.com/ada",
            "git@git.example.org:ada/course.git",
        ] {
            assert_eq!(pages(url), None, "{url}");
        }
    }

    #[test]
    fn a_cname_is_an_address() {
        assert_eq!(domain(b"Course.Example.org\n").as_deref(), Some("https://course.example.org/"));
        assert_eq!(
            domain(b"https://course.example.org/\r\n").as_deref(),
            Some("https://course.example.org/")
        );
        assert_eq!(domain(b""), None);
        assert_eq!(domain(b"one.org\ntwo.org\n"), None);
    }

    #[test]
    fn tokens_are_never_shown() {
        let said =
            "fatal: could not read from 'https://ada:ghp_1@github.com/a/b' or https://ghp_2@x.org";
        let clean = "fatal: could not read from 'https://github.com/a/b' or https://x.org";
        assert_eq!(without_secrets(said), clean);
        assert_eq!(without_secrets("ssh://git@github.com/a"), "ssh://git@github.com/a");
        assert_eq!(without_secrets("https://a:p@ss@h/x"), "https://h/x");
    }
}
