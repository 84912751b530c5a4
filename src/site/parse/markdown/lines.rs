//! Coloured code cut into lines, with marks on lines and words.

use std::ops::Range;

use super::fence::Fence;
use super::highlight;

/// Each line in an element of its own. What is open at the end of a line is closed there and opened
/// again behind it.
pub fn lined(html: &str, code: &str, fence: &Fence) -> String {
    let marks = marks(code, fence);
    let mut out = Lines { html: String::with_capacity(html.len() * 2), ..Lines::default() };
    let (mut at, mut line) = (0, 1);
    let mut rest = html;
    out.start(fence.class(line));
    let last = code.trim_end_matches('\n').len();
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            out.tag(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        let (shown, length) = match c {
            '&' => {
                let end = rest.find(';').map_or(rest.len(), |end| end + 1);
                (&rest[..end], 1)
            }
            c => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        if c == '\n' {
            out.end();
            line += 1;
            if at < last {
                out.start(fence.class(line));
            }
        } else {
            out.text(shown, at, &marks);
        }
        at += length;
        rest = &rest[shown.len()..];
    }
    if at <= last || !code.ends_with('\n') {
        out.end();
    }
    out.html
}

enum Mark {
    Word,
    /// A comment with the number of a note in it.
    Note(String),
}

/// Bytes of the code with what stands there, in order, none within another.
fn marks(code: &str, fence: &Fence) -> Vec<(Range<usize>, Mark)> {
    let words = fence.words.iter().flat_map(|word| {
        code.match_indices(word.as_str()).map(|(at, found)| (at..at + found.len(), Mark::Word))
    });
    let notes = fence.annotated.then(|| annotations(code)).into_iter().flatten();
    let mut marks: Vec<_> =
        words.filter(|(range, _)| !code[range.clone()].contains('\n')).chain(notes).collect();
    marks.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    marks.retain(|(range, _)| {
        let free = range.start >= end;
        if free {
            end = range.end;
        }
        free
    });
    marks
}

/// The numbers in the comments of annotated code.
pub fn notes(code: &str) -> Vec<String> {
    let number = |mark| match mark {
        Mark::Note(number) => Some(number),
        Mark::Word => None,
    };
    annotations(code).into_iter().filter_map(|(_, mark)| number(mark)).collect()
}

/// `# (1)` at the end of a line, in the comments of most languages.
fn annotations(code: &str) -> Vec<(Range<usize>, Mark)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let text = line.trim_end();
        let inner = ["-->", "*/", "--}}"].iter().find_map(|end| text.strip_suffix(end));
        let inner = inner.unwrap_or(text).trim_end();
        // Material has a sign behind the brackets that takes the comment away, as is done here anyway.
        let inner = inner.strip_suffix('!').unwrap_or(inner);
        let number = inner.strip_suffix(')').and_then(|inner| {
            let open = inner.rfind('(')?;
            let number = &inner[open + 1..];
            let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
            let before = inner[..open].trim_end();
            let comment = ["#", "//", "<!--", "/*", "--", ";", "%", "REM"]
                .iter()
                .find_map(|sign| before.strip_suffix(sign))?;
            digits.then(|| (comment.len(), number.to_owned()))
        });
        if let Some((at, number)) = number {
            found.push((start + at..start + text.len(), Mark::Note(number)));
        }
        start += line.len();
    }
    found
}

#[derive(Default)]
struct Lines {
    html: String,
    /// The tags that are open in the code's own HTML.
    open: Vec<String>,
    /// The mark that is open, by its index.
    mark: Option<usize>,
}

impl Lines {
    fn start(&mut self, class: &str) {
        self.html += &format!("<span class=\"{class}\">{}", self.open.concat());
    }

    fn end(&mut self) {
        self.close_mark();
        self.html += &"</span>".repeat(self.open.len());
        // Inside of it, as each is a block of its own.
        self.html += "\n</span>";
    }

    fn tag(&mut self, tag: &str) {
        // A mark lies inside of one colour, so that tags never cross.
        self.close_mark();
        match tag.starts_with("</") {
            true => drop(self.open.pop()),
            false => self.open.push(tag.to_owned()),
        }
        self.html += tag;
    }

    fn text(&mut self, shown: &str, at: usize, marks: &[(Range<usize>, Mark)]) {
        let here = marks.partition_point(|(range, _)| range.end <= at);
        let here = marks.get(here).filter(|(range, _)| range.contains(&at)).map(|_| here);
        if self.mark != here {
            self.close_mark();
            if here.is_some_and(|mark| matches!(marks[mark].1, Mark::Word)) {
                self.html += "<mark>";
                self.mark = here;
            }
        }
        match here.map(|mark| &marks[mark]) {
            Some((range, Mark::Note(number))) => {
                if range.start == at {
                    self.html += &format!("<b class=\"callout\">{}</b>", highlight::escape(number));
                }
            }
            _ => self.html += shown,
        }
    }

    fn close_mark(&mut self) {
        if self.mark.take().is_some() {
            self.html += "</mark>";
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fence;
    use super::*;

    fn show(html: &str, code: &str, info: &str) -> String {
        lined(html, code, &fence::read(info))
    }

    #[test]
    fn lines_are_cut_with_their_colours() {
        assert_eq!(
            show("<span class=\"s\">a\nb</span> c\n", "a\nb c\n", "text {2}"),
            "<span class=\"line\"><span class=\"s\">a</span>\n</span>\
             <span class=\"line hl\"><span class=\"s\">b</span> c\n</span>"
        );
    }

    #[test]
    fn words_are_marked_and_stay_inside_of_colours() {
        assert_eq!(
            show("x <span class=\"k\">&lt;if</span> y", "x <if y", "text \"<if y\""),
            "<span class=\"line\">x <span class=\"k\"><mark>&lt;if</mark></span><mark> y</mark>\n</span>"
        );
    }

    #[test]
    fn comments_with_a_number_are_notes() {
        assert_eq!(
            show("a = 1 # (1)\nb # 2\n", "a = 1 # (1)\nb # 2\n", "py annotate"),
            "<span class=\"line\">a = 1 <b class=\"callout\">1</b>\n</span><span class=\"line\">b # 2\n</span>"
        );
    }

    #[test]
    fn no_text_is_lost() {
        for code in ["", "\n", "a", "a\n", "a\n\nb\n\n", "ä\n😀 \"&\"\n"] {
            let html = lined(&highlight::escape(code), code, &fence::read("text linenums"));
            let text: String =
                html.replace("</span>", "").split("<span class=\"line\">").collect::<String>();
            assert_eq!(text.trim_end_matches('\n'), highlight::escape(code).trim_end_matches('\n'));
        }
    }
}
