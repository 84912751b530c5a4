//! The built-in style sheets and scripts without what only their authors need: remarks and white
//! space. Readers load them; `levelbook theme eject` gives them as they were written.

/// A style sheet. Texts in quotes stay as they are.
pub fn css(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' | '\'' => {
                let end = rest[1..].find(c).map_or(rest.len(), |end| end + 2);
                out.push_str(&rest[..end]);
                end
            }
            _ if c.is_whitespace() => {
                // A space counts between words, and before a colon: `a :hover` is not `a:hover`.
                let after = rest.trim_start();
                let ends = out.ends_with(|c| "{};:,>".contains(c)) || out.is_empty();
                let begins = after.starts_with(|c| "{};,>".contains(c)) || after.is_empty();
                let is_remark = after.starts_with("/*");
                if !(ends || begins || is_remark && out.ends_with(' ')) {
                    out.push(' ');
                }
                rest.len() - after.len()
            }
            '}' => {
                if out.ends_with(';') {
                    out.pop();
                }
                out.push('}');
                1
            }
            _ => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out
}

/// A script: no remarks, and no white space but in texts. In texts over several lines none around
/// lines: the one of ours is a style sheet, which does not mind.
pub fn js(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.filter(|line| !line.starts_with("//")).flat_map(|line| [line, "\n"]);
    let mut short = minifier::js::minify(&lines.collect::<String>()).to_string();
    // What is joined behind it begins on a line of its own.
    short.push('\n');
    short
}

#[cfg(test)]
mod tests {
    use super::super::{DEFAULT, files_of};
    use super::*;

    #[test]
    fn a_sheet_keeps_its_meaning() {
        let sheet = "/* Tabs: a remark */\n.tab > :is(a, b) :hover { color: red;\n  margin: 0 -1px }\n\
                     .x::before { content: \"a  /* b */\" / \"\" }\n@media (width >= 80rem) { p { width: calc(1px + 2px); } }\n";
        assert_eq!(
            css(sheet),
            ".tab>:is(a,b) :hover{color:red;margin:0 -1px}.x::before{content:\"a  /* b */\" / \"\"}\
             @media (width>= 80rem){p{width:calc(1px + 2px)}}"
        );
        assert_eq!(css("a{content:'}  x'}"), "a{content:'}  x'}");
        assert_eq!(css("/* open"), "");
    }

    #[test]
    fn a_script_keeps_its_meaning() {
        assert_eq!(
            js(
                "// Says it.\n(() => {\n  // Why.\n  go(\"//  x\", `a ${b + 1}  c`, /[ ,] x/g);\n\n})();\n"
            ),
            "(()=>{go(\"//  x\",`a ${b + 1}  c`,/[ ,] x/g);})();\n"
        );
    }

    #[test]
    fn no_script_of_ours_has_a_text_that_the_lines_matter_to() {
        for (path, bytes) in files_of(&DEFAULT) {
            let text = String::from_utf8_lossy(bytes);
            for line in text.lines().filter(|_| path.ends_with(".js")) {
                let is_sheet = path == "static/search.js" && line.contains(['{', '}']);
                assert!(is_sheet || line.matches('`').count() % 2 == 0, "{path}: {line}");
                assert!(!line.contains("/*"), "{path}: {line}");
                // Where a class of characters holds a slash, `minifier` takes it for the end.
                let mut classes =
                    line.split("/[").skip(1).filter_map(|rest| rest.split(']').next());
                assert!(classes.all(|class| !class.contains('/')), "{path}: {line}");
            }
        }
    }
}
