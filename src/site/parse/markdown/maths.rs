//! `$x^2$` and `$$…$$`: formulas in TeX, rendered to MathML when the site is built.

use std::ops::Range;
use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use pulldown_cmark::{CowStr, Event};

use super::super::rich::Piece;
use super::draft::{Draft, Edits, Node, Scope, Step};
use super::problems;

/// The longest formula that is rendered, in bytes.
const LONGEST: usize = 4_000;

static RENDERER: LazyLock<LatexToMathML> = LazyLock::new(|| {
    let config = MathCoreConfig { annotation: true, ..MathCoreConfig::default() };
    LatexToMathML::new(config).expect("there are no macros that could be wrong")
});

pub fn maths(draft: &mut Draft<'_>) {
    if draft.scope == Scope::Model || !draft.clean.text.contains('$') {
        return;
    }
    let mut steps = std::mem::take(&mut draft.steps);
    let mut edits = Edits::default();
    for at in 0..steps.len() {
        let behind = at + 1 < steps.len();
        let label = behind.then(|| label(&steps[at + 1])).flatten();
        let step = &mut steps[at];
        let (tex, display) = match step.md() {
            Some(Event::InlineMath(tex)) => (tex.clone(), MathDisplay::Inline),
            Some(Event::DisplayMath(tex)) => (tex.clone(), MathDisplay::Block),
            _ => continue,
        };
        step.node = formula(draft, &tex, display, &step.range);
        let is_block = display == MathDisplay::Block && matches!(step.node, Node::Spoken(..));
        if let Some((id, rest)) = label.filter(|_| is_block) {
            equation(draft, &mut edits, &steps, at, &id);
            steps[at + 1].node = Node::Md(Event::Text(rest.into()));
        }
    }
    draft.steps = steps;
    draft.apply(edits);
}

/// `{#id}` behind a formula, and the text behind that.
fn label(step: &Step<'_>) -> Option<(String, String)> {
    let Some(Event::Text(text)) = step.md() else { return None };
    let (id, rest) = text.trim_start().strip_prefix("{#")?.split_once('}')?;
    let fits = !id.is_empty() && !id.contains(|c: char| c.is_whitespace() || c == '"');
    fits.then(|| (id.to_owned(), rest.to_owned()))
}

/// A formula with its number at the edge.
fn equation<'a>(
    draft: &mut Draft<'a>,
    edits: &mut Edits<'a>,
    steps: &[Step<'a>],
    at: usize,
    id: &str,
) {
    let number = draft.number("Equation", Some(id), &steps[at].range);
    draft.extras = true;
    edits.remove(at);
    edits.inline(at, "<span class=\"equation\" id=\"");
    edits.hole(at, Piece::Id(id.into()));
    edits.inline(at, "\">");
    edits.insert(at, steps[at].node.clone());
    edits.inline(at, format!("<b>({number})</b></span>"));
}

/// The formula; one that cannot be read is shown as it was written.
fn formula<'a>(
    draft: &mut Draft<'a>,
    tex: &CowStr<'a>,
    display: MathDisplay,
    range: &Range<usize>,
) -> Node<'a> {
    let dollars = if display == MathDisplay::Inline { 1 } else { 2 };
    match render(tex, display) {
        Ok(html) => {
            draft.extras = true;
            Node::Spoken(html.into(), tex.clone())
        }
        Err((at, why)) => {
            let start = range.start + dollars + at.start.min(tex.len());
            let end = range.start + dollars + at.end.clamp(at.start, tex.len());
            draft.report(&(start..end), |place| problems::formula(place, &why));
            Node::Md(Event::Code(tex.clone()))
        }
    }
}

/// Where in the formula, and why.
type Refusal = (Range<usize>, String);

fn render(tex: &str, display: MathDisplay) -> Result<String, Refusal> {
    if tex.len() > LONGEST {
        return Err((0..0, format!("it has {} bytes; the limit is {LONGEST}", tex.len())));
    }
    let rendered = RENDERER.convert_with_local_state(tex, display);
    rendered
        .map(|result| plain_tables(&result.mathml))
        .map_err(|error| (error.0.clone(), error.error_message()))
}

/// Tables do not take `scriptlevel`, validators say; that of a formula is 0 anyway.
fn plain_tables(mathml: &str) -> String {
    const SAID: &str = " scriptlevel=\"0\"";
    let mut parts = mathml.split("<mtable");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (tag, rest) = part.split_at(part.find('>').unwrap_or_default());
        plain.extend(["<mtable", &tag.replace(SAID, ""), rest]);
    }
    plain
}
