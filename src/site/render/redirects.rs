//! What stands at earlier addresses: pages that lead on, and on pages of the site a line for each
//! part that is elsewhere now. Both work without a server and, for the page, without a script.

use serde_json::{Map, Value};

use super::fill::fragment;
use crate::site::Site;
use crate::site::address::{Base, OutPath};
use crate::site::output::File;
use crate::site::resolve::links::Target;
use crate::site::resolve::pages::PageId;
use crate::site::resolve::redirects::{Part, Redirect};
use crate::site::text::escape;

/// A page that leads from an earlier address to the one of now. A script takes the part that was
/// asked for along; without it the page is reached.
pub fn page(site: &Site, out: &OutPath, redirect: &Redirect) -> File {
    let base = Base::of(out);
    let to = address(site, &base, &redirect.to);
    let (href, title) = (escape(&to), escape(&name(site, &redirect.to)));
    let language = escape(&site.config.language);
    let script = script(site, &base, &redirect.parts, Some(&to));
    let link = format!("<a href=\"{href}\">{title}</a>");
    let now = said(site, "This page is now at {link}.", &link);
    let html = format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         {script}<noscript><meta http-equiv=\"refresh\" content=\"0; url={href}\"></noscript>\
         <meta name=\"robots\" content=\"noindex\">\
         <meta name=\"description\" content=\"{title}\"><link rel=\"canonical\" href=\"{href}\"></head>\
         <body><p>{now}</p></body></html>\n"
    );
    File::new(html.into_bytes())
}

/// What a page says of its parts that are elsewhere now; none where all are there.
pub fn moved(site: &Site, id: PageId) -> Option<String> {
    let parts = site.redirects.moved.get(&id)?;
    let base = super::base_of(site, id);
    let lines = parts.iter().map(|part| {
        let (href, name) = (address(site, &base, &part.to), name(site, &part.to));
        let link = format!("<a href=\"{}\">{}</a>", escape(&href), escape(&name));
        let now = said(site, "What stood here is now at {link}.", &link);
        format!("<p id=\"{}\">{now}</p>", escape(&part.id))
    });
    let lines: String = lines.collect();
    let script = script(site, &base, parts, None);
    Some(format!("<div class=\"moved\">{HIDDEN}{lines}</div>{script}"))
}

/// A message with a link in it.
fn said(site: &Site, message: &str, link: &str) -> String {
    let given = |name: &str| (name == "link").then_some(link.into());
    site.config.words.html(message, None, given).unwrap_or_default()
}

/// Only who came for the part needs to know.
const HIDDEN: &str = "<style>.moved>p:not(:target){display:none}</style>";

/// A page with what it says of its parts, at the end of its main text.
pub fn with(mut html: String, moved: &str) -> String {
    let at = html.rfind("</main>").or_else(|| html.rfind("</body>")).unwrap_or(html.len());
    html.insert_str(at, moved);
    html
}

/// Goes where the part that was asked for is; else where the page is, if that is elsewhere.
fn script(site: &Site, base: &Base, parts: &[Part], whole: Option<&str>) -> String {
    let to = parts.iter().map(|part| (part.id.clone(), address(site, base, &part.to).into()));
    let parts = safe(&Value::Object(to.collect::<Map<_, _>>()));
    let whole = safe(&whole.map_or(Value::Null, Value::from));
    format!(
        "<script>(function(parts,whole){{var id=location.hash.slice(1);\
         try{{id=decodeURIComponent(id)}}catch(e){{}}\
         var to=Object.prototype.hasOwnProperty.call(parts,id)?parts[id]:\
         whole&&whole+(whole.indexOf(\"#\")<0?location.search+location.hash:\"\");\
         if(to)location.replace(to)}})({parts},{whole})</script>"
    )
}

/// A value that cannot end the script that it stands in.
fn safe(value: &Value) -> String {
    let text = value.to_string().replace('<', "\\u003c").replace('>', "\\u003e");
    text.replace('&', "\\u0026").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn address(site: &Site, base: &Base, to: &Target) -> String {
    let style = site.config.urls;
    let (href, part) = match to {
        Target::External(url) => return url.clone(),
        Target::Page(page, part) => (base.href(&site.map.page(*page).out, style), part),
        Target::File(file, part) => (base.href(&site.map.files[*file].0, style), part),
    };
    match part {
        Some(id) => format!("{href}#{}", fragment(id)),
        None => href,
    }
}

fn name(site: &Site, to: &Target) -> String {
    match to {
        Target::External(url) => url.clone(),
        Target::Page(page, None) => site.map.page(*page).title.clone(),
        Target::Page(page, Some(id)) => super::fill::name_of(site, *page, id),
        Target::File(file, _) => site.map.files[*file].0.to_string(),
    }
}
