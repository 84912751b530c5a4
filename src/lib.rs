//! Levelbook turns course notes in Markdown and maturity models in YAML into a static website.
//!
//! # The map of the code
//!
//! **scan → parse → resolve → render → audit → write.** Only the first and the last touch the machine
//! ([`system`]); between them stands one pure function, [`site::build`].
//!
//! | where | what |
//! |---|---|
//! | [`cli`] | the command line, as its help prints it |
//! | [`commands`] | one file a command, each its whole story |
//! | [`site::sources`] | every input byte at one moment |
//! | [`site::parse`] | what each file says by itself: configuration, front matter, Markdown, models, theme |
//! | [`site::resolve`] | what the files mean together: pages, links, navigation, notes ↔ levels |
//! | [`site::render`] | one page at a time, from typed [views](site::render::views) |
//! | [`site::audit`] | reads the finished pages: links, ids, every text of every model |
//! | [`site::elsewhere`] | the links that lead out of the site, and what is told of them |
//! | [`site::search`] | the index that readers search, in parts |
//! | [`site::machines`] | what other programs read: sitemap, feeds, pages as Markdown, an inventory |
//! | [`site::card`] | the picture beside a link to a page |
//! | [`site::words`] | what pages say themselves, in the language of the site |
//! | [`site::store`] | what is dear to make, kept between runs by the hash of what it was made from |
//! | [`site::output`] | the finished site, path → bytes |
//! | [`site::moving`] | what has to be written where, so that a file has another place and no link breaks |
//! | [`site::promised`] | the addresses that a site has promised to keep |
//! | [`site::diagnostics`] | all the author's mistakes with code, place and remedy |
//! | [`site::publish`] | what a host of pages makes of a site: its address, its limits, the addresses that come and go |
//! | [`system`] | effects: the disk, watching, the preview server, git, the terminal |
//!
//! A stage never names the one after it, and nothing in [`site`] names [`system`]; a test holds these
//! walls. A new kind of page is a [`PageKind`](site::resolve::pages::PageKind), a view, a template and a
//! test; an extension of Markdown is one pass and its line in
//! [`PASSES`](site::parse::markdown::PASSES); a message is one constructor and an entry in the guide; what a page
//! says is a line in each file of `src/site/words/`.

pub mod cli;
pub mod commands;
pub mod site;
pub mod system;
