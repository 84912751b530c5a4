//! The files of the index: records in chunks, and words in blocks, in order, so that a reader loads
//! only what a question needs. Each is a small script that hands over its data: those also load from
//! the disk, which data alone does not.
//!
//! | file | holds |
//! |---|---|
//! | `search/index.js` | how many records there are, the first word of each block, what each record belongs to, the build |
//! | `search/w-<n>.js` | words in order, each with the records that hold it |
//! | `search/t-<n>.js` | the same for titles alone, where a site has many words: for beginnings that many words share |
//! | `search/r-<n>.js` | what a result shows, for [`CHUNK`] records |
//!
//! The records of a word are numbers in printable characters, see [`Numbers`]: the distance to the
//! next record and, in its last three bits, how much the word counts there. Before those of a word
//! that stands nearly everywhere is a `!`: only the records where it counts most are told.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use serde_json::{Value, json};

use super::records::{Group, IN_TITLE, Record};
use crate::site::Site;
use crate::site::address::OutPath;
use crate::site::memo::hash_of;
use crate::site::output::File;
use crate::site::resolve::pages::level_title;

/// Records of a chunk.
const CHUNK: usize = 16;
/// A block is closed when it has so many bytes. A word is never cut.
const BLOCK: usize = 12_000;
/// A question looks through so many blocks at most; `search.js` has the number too. With more, it
/// asks for titles alone.
const MOST_BLOCKS: usize = 3;
/// A word that stands in more than one of so many records tells little by standing in a text…
const COMMON: usize = 4;
/// …if there are more records than these.
const FEW_RECORDS: usize = 200;
/// Of a word that stands nearly everywhere, so many records are told; of any other word, the latter.
const MOST_OF_COMMON: usize = 1000;
const MOST: usize = 10_000;
/// From which weight on a word counts as one of eight steps; `search.js` has what each is worth.
const STEPS: [u32; 8] = [1, 2, 3, 5, IN_TITLE, 15, 18, 21];
const FIRST_OF_TITLES: u32 = 4;

/// A record that holds a word, and the step that the word counts by there: of 10,000 pages there are
/// millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Posting(u32);

impl Posting {
    /// A site has fewer than 500 million records.
    fn new(record: usize, step: u32) -> Self {
        Self(u32::try_from(record).unwrap_or(u32::MAX >> 3) << 3 | step)
    }

    fn record(self) -> usize {
        (self.0 >> 3) as usize
    }

    fn step(self) -> u32 {
        self.0 & 7
    }
}

/// A word with what holds it, in the order of the records.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word<'r> {
    word: &'r str,
    postings: Vec<Posting>,
}

/// What a question can be answered from.
pub struct Blocks {
    /// What tells the first word of each from the last one before it.
    starts: Vec<String>,
    bodies: Vec<String>,
}

pub fn files(site: &Site, sources: &[std::sync::Arc<Vec<Record>>]) -> Vec<(OutPath, File)> {
    let records: Vec<&Record> = sources.iter().flat_map(|records| records.iter()).collect();
    let mut words = words_of(&records);
    if joins_words(&site.config.language) {
        add_last_parts(&mut words);
    }
    let texts = blocks(&words, records.len());
    let titles = match texts.bodies.len() > MOST_BLOCKS {
        true => titles(&words, records.len()),
        false => Blocks { starts: Vec::new(), bodies: Vec::new() },
    };
    let chunks: Vec<String> = records.par_chunks(CHUNK).map(chunk_of).collect();
    let build = hash_of(&(&texts.bodies, &titles.bodies, &chunks)).hex(8);
    let mut head = json!({"build": build, "records": records.len(), "chunk": CHUNK});
    head["texts"] = json!(texts.starts);
    head["titles"] = json!(titles.starts);
    add_groups(&mut head, site, &records);
    let named = |letter: &'static str, bodies: Vec<String>| {
        bodies.into_iter().enumerate().map(move |(n, body)| (format!("{letter}-{n}"), body))
    };
    let parts = named("w", texts.bodies).chain(named("t", titles.bodies)).chain(named("r", chunks));
    let all = std::iter::once(("index".to_owned(), head.to_string())).chain(parts);
    all.map(|(name, body)| {
        let script = format!("levelbookSearch({},{},{body})\n", json!(name), json!(build));
        (OutPath::new(format!("search/{name}.js")), File::new(script.into_bytes()))
    })
    .collect()
}

/// All words of all records in order.
fn words_of<'r>(records: &[&'r Record]) -> Vec<Word<'r>> {
    let size = records.len().div_ceil(4 * rayon::current_num_threads()).max(1);
    let parts = records.par_chunks(size).enumerate().map(|(part, records)| {
        let mut places: HashMap<&str, Vec<Posting>> = HashMap::new();
        for (id, record) in (part * size..).zip(records) {
            for (word, weight) in record.words.iter() {
                places.entry(word).or_default().push(Posting::new(id, step(weight)));
            }
        }
        places
    });
    let parts: Vec<_> = parts.collect();
    let mut words: Vec<&str> = parts.iter().flat_map(|part| part.keys().copied()).collect();
    words.par_sort_unstable();
    words.dedup();
    let all = words.into_par_iter().map(|word| {
        let found: Vec<&[Posting]> =
            parts.iter().filter_map(|part| part.get(word).map(Vec::as_slice)).collect();
        Word { word, postings: found.concat() }
    });
    all.collect()
}

/// Whether a file of the finished site is one of these: it comes and goes as words do, and nobody asks
/// for it but the page of this build.
pub fn is_part(path: &str) -> bool {
    let name = path.strip_prefix("search/").and_then(|name| name.strip_suffix(".js"));
    name.is_some_and(|name| {
        let is_numbered = ["w-", "t-", "r-"].iter().any(|letter| name.starts_with(letter));
        !name.contains('/') && (name == "index" || is_numbered)
    })
}

/// Whether a language writes several words as one: Trainingspipeline.
fn joins_words(language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    ["de", "nl", "sv", "da", "nb", "nn", "no"].contains(&primary.as_str())
}

/// Letters that stand between two words that are written as one.
const LINKS: [&str; 6] = ["", "s", "es", "n", "en", "e"];
/// The fewest letters of such a word's parts.
const SHORTEST: usize = 4;

/// A word that ends in another one is found by that, if less well: both parts are words of the site,
/// or forms of one.
fn add_last_parts(all: &mut Vec<Word>) {
    let words: Vec<&str> = all.iter().map(|word| word.word).collect();
    let parts = all.par_iter().filter_map(|Word { word, postings }| {
        let part = last_part(word, &words)?;
        let weaker = |step: u32| if step >= FIRST_OF_TITLES { FIRST_OF_TITLES - 1 } else { 0 };
        let told = postings.iter().map(|p| Posting::new(p.record(), weaker(p.step())));
        Some((part, told.collect::<Vec<_>>()))
    });
    let mut further: BTreeMap<&str, Vec<Posting>> = BTreeMap::new();
    for (part, told) in parts.collect::<Vec<_>>() {
        further.entry(part).or_default().extend(told);
    }
    let known = all.len();
    for (word, mut postings) in further {
        let place = all[..known].binary_search_by_key(&word, |known| known.word);
        if let Ok(place) = place {
            postings.append(&mut all[place].postings);
        }
        postings.sort_unstable_by_key(|p| (p.record(), std::cmp::Reverse(p.step())));
        postings.dedup_by_key(|posting| posting.record());
        match place {
            Ok(place) => all[place].postings = postings,
            Err(_) => all.push(Word { word, postings }),
        }
    }
    all.sort_unstable_by_key(|word| word.word);
}

fn last_part<'w>(word: &'w str, words: &[&str]) -> Option<&'w str> {
    let is_word = |part: &str| words.binary_search(&part).is_ok();
    // Also in another form: its beginning, or up to two letters less.
    let is_form = |part: &str| {
        let next = words.partition_point(|word| *word < part);
        let shorter = |cut: usize| part.len().checked_sub(cut).and_then(|end| part.get(..end));
        words.get(next).is_some_and(|word| word.starts_with(part))
            || [1, 2]
                .into_iter()
                .filter_map(shorter)
                .any(|part| part.len() >= SHORTEST && is_word(part))
    };
    let is_first = |part: &str| {
        let bare = LINKS.iter().filter_map(|link| part.strip_suffix(link));
        bare.filter(|part| part.len() >= SHORTEST).any(is_word)
    };
    let last = word.len().checked_sub(SHORTEST)?;
    let cuts = (SHORTEST..=last).filter_map(|at| word.split_at_checked(at));
    cuts.into_iter().find(|(first, part)| is_form(part) && is_first(first)).map(|(_, part)| part)
}

fn step(weight: u32) -> u32 {
    (0..8).rev().find(|&step| STEPS[step as usize] <= weight).unwrap_or(0)
}

fn titles(all: &[Word], records: usize) -> Blocks {
    let in_titles = all.iter().map(|Word { word, postings }| {
        let postings = postings.iter().copied().filter(|p| p.step() >= FIRST_OF_TITLES).collect();
        Word { word, postings }
    });
    let titles: Vec<_> = in_titles.filter(|word| !word.postings.is_empty()).collect();
    blocks(&titles, records)
}

fn blocks(words: &[Word], records: usize) -> Blocks {
    let told: Vec<String> = words.par_iter().map(|word| told(&word.postings, records)).collect();
    let mut blocks = Blocks { starts: Vec::new(), bodies: Vec::new() };
    let (mut from, mut size) = (0, 0);
    for at in 0..=words.len() {
        let own = told.get(at).map_or(0, |told| told.len() + words[at].word.len());
        if at == words.len() || size + own > BLOCK {
            if from < at {
                let last = from.checked_sub(1).map_or("", |before| words[before].word);
                blocks.starts.push(start(last, words[from].word));
                let names: Vec<&str> = words[from..at].iter().map(|word| word.word).collect();
                blocks.bodies.push(json!([names.join(" "), told[from..at].join(" ")]).to_string());
            }
            (from, size) = (at, 0);
        }
        size += own;
    }
    blocks
}

/// The shortest text that is behind `last` and not behind `first`.
fn start(last: &str, first: &str) -> String {
    let same = last.chars().zip(first.chars()).take_while(|(a, b)| a == b).count();
    first.chars().take(same + 1).collect()
}

/// The records of a word.
fn told(postings: &[Posting], records: usize) -> String {
    let is_common = records > FEW_RECORDS && postings.len() > records / COMMON;
    let most = if is_common { MOST_OF_COMMON } else { MOST };
    let mut numbers = Numbers::default();
    if is_common || postings.len() > most {
        numbers.text.push('!');
    }
    let (least, mut room) = least(postings, most);
    let mut last = 0;
    for posting in postings {
        let (id, step) = (posting.record(), posting.step());
        if step < least || (step == least && room == 0) {
            continue;
        }
        room -= usize::from(step == least);
        numbers.push((id - last) * 8 + step as usize);
        last = id;
    }
    numbers.text
}

/// The step from which on records are told, and how many of that step.
fn least(postings: &[Posting], most: usize) -> (u32, usize) {
    let mut room = most;
    for step in (0..8).rev() {
        let count = postings.iter().filter(|posting| posting.step() == step).count();
        if count > room {
            return (step, room);
        }
        room -= count;
    }
    (0, usize::MAX)
}

/// Numbers in printable characters without `"`, `\` and `!`: digits to the base of 45, the lowest
/// first; all but the last one of a number are from the upper half of the 90 characters.
#[derive(Default)]
struct Numbers {
    text: String,
}

impl Numbers {
    fn push(&mut self, mut number: usize) {
        while number >= 45 {
            self.digit(45 + number % 45);
            number /= 45;
        }
        self.digit(number);
    }

    fn digit(&mut self, digit: usize) {
        let code = 35 + digit;
        self.text.push(char::from(u8::try_from(code + usize::from(code > 91)).unwrap_or(b'}')));
    }
}

/// Title, trail, address and excerpt of each.
fn chunk_of(records: &[&Record]) -> String {
    let rows = records.iter().map(|r| json!([r.title, r.trail, r.href, r.excerpt]));
    Value::Array(rows.collect()).to_string()
}

/// What records are narrowed by: the names of kinds, levels and dimensions; which of them go
/// together; and `runs`, in turn one of those and how many records belong to it.
fn add_groups(head: &mut Value, site: &Site, records: &[&Record]) {
    let mut known: HashMap<Group, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut runs = Numbers::default();
    for run in records.chunk_by(|one, next| one.group.named() == next.group.named()) {
        let group = run[0].group.named();
        let index = *known.entry(group).or_insert_with(|| {
            groups.push(group);
            groups.len() - 1
        });
        runs.push(index);
        runs.push(run.len());
    }
    let models = &site.map.models;
    let named = |m: usize, name: &str| match models.len() {
        1 => name.to_owned(),
        _ => format!("{name} ({})", models[m].model.title.value),
    };
    let level = |(m, l): (usize, usize)| {
        let level = &models[m].model.levels[l];
        named(m, &level_title(&site.config.words, &level.value.value, &level.name.value))
    };
    let dimension = |(m, d): (usize, usize)| named(m, &models[m].model.dimensions[d].name.value);
    let (levels, level_of) = Names::of(groups.iter().map(|group| group.level), level);
    let (dimensions, dimension_of) =
        Names::of(groups.iter().map(|group| group.dimension), dimension);
    let kinds = groups.iter().map(|group| group.kind.name());
    let rows: Vec<_> = kinds.zip(level_of.iter().zip(&dimension_of)).collect();
    head["levels"] = json!(levels);
    head["dimensions"] = json!(dimensions);
    head["groups"] =
        rows.iter().map(|(kind, (level, dimension))| json!([kind, level, dimension])).collect();
    head["runs"] = json!(runs.text);
}

/// Levels or dimensions in the order of the models.
struct Names;

impl Names {
    /// Their names, and which of them each place has; -1 for none.
    fn of(
        places: impl Iterator<Item = Option<(usize, usize)>> + Clone,
        name: impl Fn((usize, usize)) -> String,
    ) -> (Vec<String>, Vec<i64>) {
        let mut all: Vec<(usize, usize)> = places.clone().flatten().collect();
        all.sort_unstable();
        all.dedup();
        let index = |place| all.binary_search(&place).ok().and_then(|at| i64::try_from(at).ok());
        let found = places.map(|place| place.and_then(index).unwrap_or(-1)).collect();
        (all.iter().map(|&place| name(place)).collect(), found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'w>(word: &'w str, postings: &[(usize, u32)]) -> Word<'w> {
        let postings = postings.iter().map(|&(record, step)| Posting::new(record, step)).collect();
        Word { word, postings }
    }

    #[test]
    fn numbers_are_printable_and_small_ones_short() {
        let mut numbers = Numbers::default();
        for number in [0, 44, 45, 2024, 2025, 1_000_000] {
            numbers.push(number);
        }
        assert!(numbers.text.bytes().all(|c| (35..=125).contains(&c) && c != b'\\'));
        assert_eq!(numbers.text.len(), 1 + 1 + 2 + 2 + 3 + 4);
    }

    #[test]
    fn blocks_begin_where_a_word_belongs() {
        let words: Vec<String> = (0..4000).map(|n| format!("word{n:04}")).collect();
        let all: Vec<Word> = words.iter().map(|word| of(word, &[(1, 0)])).collect();
        let blocks = blocks(&all, 2);
        assert!(blocks.bodies.len() > 2, "{}", blocks.bodies.len());
        for (start, body) in blocks.starts.iter().zip(&blocks.bodies) {
            let body: (String, String) = serde_json::from_str(body).unwrap();
            let first = body.0.split(' ').next().unwrap();
            assert!(start.as_str() <= first, "{start} {first}");
            let before = words.iter().rev().find(|word| word.as_str() < first);
            assert!(before.is_none_or(|before| before < start), "{start} {before:?}");
        }
    }

    #[test]
    fn a_word_of_several_is_found_by_its_last() {
        let words = ["haus", "kette", "modell", "pipeline", "training", "trainingspipelines"];
        assert_eq!(last_part("trainingspipelines", &words), Some("pipelines"));
        assert_eq!(last_part("modellkette", &words), Some("kette"));
        assert_eq!(last_part("hausboot", &words), None);
        assert_eq!(last_part("training", &words), None);
        let mut all = vec![
            of("kette", &[(1, 5)]),
            of("modell", &[(0, 0)]),
            of("modellkette", &[(0, 6), (1, 0)]),
            of("modellpipelines", &[(2, 0)]),
            of("pipeline", &[(3, 0)]),
            of("trainings", &[(3, 0)]),
            of("trainingspipeline", &[(4, 0)]),
        ];
        add_last_parts(&mut all);
        assert_eq!(all[0], of("kette", &[(0, 3), (1, 5)]));
        // Another form of a word is a word of its own.
        let named = |name: &str| all.iter().find(|word| word.word == name).cloned();
        assert_eq!(named("pipelines"), Some(of("pipelines", &[(2, 0)])));
        assert_eq!(named("pipeline"), Some(of("pipeline", &[(3, 0), (4, 0)])));
        assert!(all.is_sorted_by_key(|word| word.word));
    }

    #[test]
    fn of_a_word_that_is_everywhere_the_strongest_records_are_told() {
        let all: Vec<Posting> =
            (0..3000).map(|id| Posting::new(id, u32::from(id % 10 == 0) * 5)).collect();
        let told = told(&all, 3000);
        let mut expected = Numbers { text: "!".into() };
        let mut last = 0;
        // 300 in titles, and the first 700 of the others.
        let ids = (0..3000).filter(|id| id % 10 == 0 || id - id / 10 <= 700);
        for id in ids {
            expected.push((id - last) * 8 + if id % 10 == 0 { 5 } else { 0 });
            last = id;
        }
        assert_eq!(told, expected.text);
    }
}
