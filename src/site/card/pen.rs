//! Letters: which can be written, how wide a text is, where a line ends.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use ab_glyph::{Font, FontRef, GlyphId, PxScale, PxScaleFont, ScaleFont};

use super::picture::{Ink, Picture, Stamp};

const BOLD: &[u8] = include_bytes!("font/inter-bold.ttf");
const TEXT: &[u8] = include_bytes!("font/inter-text.ttf");

/// The typeface: the one inside the program, or a theme's own.
#[derive(Debug)]
pub struct Fonts {
    bytes: Option<Arc<[u8]>>,
}

impl Fonts {
    /// `own` is a file of a theme; none for what is no font.
    pub fn new(own: Option<Arc<[u8]>>) -> Option<Self> {
        let fonts = Self { bytes: own };
        [Face::Bold, Face::Text].iter().all(|face| fonts.face(*face).is_some()).then_some(fonts)
    }

    fn face(&self, face: Face) -> Option<FontRef<'_>> {
        let bytes = match (&self.bytes, face) {
            (Some(own), _) => own,
            (None, Face::Bold) => BOLD,
            (None, Face::Text) => TEXT,
        };
        FontRef::try_from_slice(bytes).ok()
    }

    /// Whether all letters of a text are there, and stand one behind the other from left to right.
    pub fn can_write(&self, text: &str) -> bool {
        let Some(font) = self.face(Face::Bold) else { return false };
        text.chars().all(|c| c.is_whitespace() || !is_joined(c) && font.glyph_id(c).0 != 0)
    }
}

/// Letters that join, stack or run from right to left need more than a place each: Hebrew, Arabic
/// and their neighbours, the scripts of India and of South-East Asia.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{109f}' | '\u{1700}'..='\u{1cff}' | '\u{a800}'..='\u{abff}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    Bold,
    Text,
}

/// A text in lines.
pub struct Wrapped {
    pub lines: Vec<String>,
    pub face: Face,
    pub size: u16,
    /// Whether there was more of it.
    pub is_cut: bool,
}

/// A line that is being filled.
struct Line {
    text: String,
    end: End,
}

/// Where a line ends so far: behind which letter, how many pixels from its beginning.
#[derive(Clone, Copy, Default)]
struct End {
    glyph: Option<GlyphId>,
    at: f32,
}

impl End {
    fn pixels(self) -> i32 {
        self.at.ceil() as i32
    }
}

/// The pixels of a letter as they go into a picture, and where it stands beside the pen.
struct Shape {
    left: i32,
    top: i32,
    /// From an even column on, and from an odd one.
    stamps: [Stamp; 2],
}

type Shapes = HashMap<(Face, u16, u8, GlyphId), Arc<Shape>>;

pub struct Pen<'f> {
    bold: FontRef<'f>,
    text: FontRef<'f>,
    shapes: RwLock<Shapes>,
}

impl<'f> Pen<'f> {
    pub fn new(fonts: &'f Fonts) -> Self {
        let face = |face| fonts.face(face).expect("a font that could be read before");
        Self { bold: face(Face::Bold), text: face(Face::Text), shapes: RwLock::default() }
    }

    fn font(&self, face: Face, size: u16) -> PxScaleFont<&FontRef<'f>> {
        let font = if face == Face::Bold { &self.bold } else { &self.text };
        // Sizes are of the letter m, as style sheets count them; the crate counts from top to bottom.
        let height = font.height_unscaled() / font.units_per_em().unwrap_or(1000.0);
        font.as_scaled(PxScale::from(f32::from(size) * height))
    }

    /// Lines of at most `width` pixels; where there are too many the last one ends in an ellipsis.
    pub fn wrap(&self, text: &str, face: Face, size: u16, width: i32, most: usize) -> Wrapped {
        let mut lines: Vec<Line> = Vec::new();
        for word in text.split_whitespace().flat_map(|word| self.pieces(word, face, size, width)) {
            let is_longer = lines.last_mut().is_some_and(|line| {
                let end = self.end_of(line.end, &format!(" {word}"), face, size);
                let fits = end.pixels() <= width;
                if fits {
                    line.text.extend([" ", &word]);
                    line.end = end;
                }
                fits
            });
            if !is_longer {
                let end = self.end_of(End::default(), &word, face, size);
                lines.push(Line { text: word, end });
            }
            if lines.len() > most {
                break;
            }
        }
        let is_cut = lines.len() > most;
        lines.truncate(most);
        let mut lines: Vec<String> = lines.into_iter().map(|line| line.text).collect();
        if let Some(last) = lines.last_mut().filter(|_| is_cut) {
            while !last.is_empty() && self.width(&format!("{last} …"), face, size) > width {
                last.pop();
            }
            *last = format!("{} …", last.trim_end());
        }
        Wrapped { lines, face, size, is_cut }
    }

    /// A word, in parts where it is wider than a line.
    fn pieces(&self, word: &str, face: Face, size: u16, width: i32) -> Vec<String> {
        if self.width(word, face, size) <= width {
            return vec![word.to_owned()];
        }
        let mut pieces = vec![String::new()];
        for c in word.chars() {
            let last = pieces.last_mut().expect("a piece");
            last.push(c);
            if self.width(last, face, size) > width && last.chars().nth(1).is_some() {
                last.pop();
                pieces.push(c.to_string());
            }
        }
        pieces
    }

    fn width(&self, text: &str, face: Face, size: u16) -> i32 {
        self.end_of(End::default(), text, face, size).pixels()
    }

    /// Where a line ends that goes on with a text.
    fn end_of(&self, end: End, text: &str, face: Face, size: u16) -> End {
        self.places(end, text, face, size).last().unwrap_or(end)
    }

    /// Each letter with where it ends.
    fn places(&self, mut end: End, text: &str, face: Face, size: u16) -> impl Iterator<Item = End> {
        let font = self.font(face, size);
        text.chars().map(move |c| {
            let glyph = font.glyph_id(c);
            let kern = end.glyph.map_or(0.0, |before| font.kern(before, glyph));
            end = End { glyph: Some(glyph), at: end.at + (kern + font.h_advance(glyph)) };
            end
        })
    }

    /// Writes a line from the point `at` of its base line on.
    pub fn write(
        &self,
        picture: &mut Picture,
        line: &str,
        face: Face,
        size: u16,
        at: (i32, i32),
        ink: Ink,
    ) {
        let font = self.font(face, size);
        for end in self.places(End::default(), line, face, size) {
            let Some(glyph) = end.glyph else { continue };
            let start = (end.at - font.h_advance(glyph)).round() as i32;
            let shape = self.shape(face, size, ink, glyph);
            let left = at.0 + start + shape.left;
            picture.stamp(&shape.stamps[usize::from(left % 2 != 0)], left, at.1 + shape.top);
        }
    }

    fn shape(&self, face: Face, size: u16, ink: Ink, glyph: GlyphId) -> Arc<Shape> {
        let key = (face, size, ink.first, glyph);
        let known = self.shapes.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        known.unwrap_or_else(|| {
            let shape = Arc::new(self.draw(face, size, ink, glyph));
            let mut shapes = self.shapes.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(shapes.entry(key).or_insert(shape))
        })
    }

    fn draw(&self, face: Face, size: u16, ink: Ink, glyph: GlyphId) -> Shape {
        let font = self.font(face, size);
        let placed = glyph.with_scale(font.scale());
        let Some(outline) = font.outline_glyph(placed) else {
            return Shape { left: 0, top: 0, stamps: [false, true].map(|_| Stamp::new(0, false)) };
        };
        let bounds = outline.px_bounds();
        let width = bounds.width() as usize + 1;
        let mut stamps = [false, true].map(|is_odd| Stamp::new(width, is_odd));
        outline.draw(|column, row, cover| {
            if let Some(colour) = ink.at(cover) {
                stamps
                    .iter_mut()
                    .for_each(|stamp| stamp.dot(column as usize, row as usize, colour));
            }
        });
        Shape { left: bounds.min.x as i32, top: bounds.min.y as i32, stamps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_need_shaping_are_left_alone() {
        let fonts = Fonts::new(None).expect("the typeface of the program");
        for text in ["Week 1: “tools” & people – 2 €", "Größe, naïve, Łódź", "Неделя 1", "Ελλάδα"]
        {
            assert!(fonts.can_write(text), "{text}");
        }
        for text in ["第一周", "الأسبوع", "שבוע", "सप्ताह", "🚀"] {
            assert!(!fonts.can_write(text), "{text}");
        }
        assert!(Fonts::new(Some(Arc::from(&b"no font"[..]))).is_none());
    }

    #[test]
    fn a_line_is_never_wider_than_its_space() {
        let fonts = Fonts::new(None).expect("the typeface of the program");
        let pen = Pen::new(&fonts);
        let long = format!("{} and {}", "word ".repeat(30), "x".repeat(200));
        let wrapped = pen.wrap(&long, Face::Bold, 60, 900, 3);
        assert!(wrapped.is_cut && wrapped.lines.len() == 3 && wrapped.lines[2].ends_with(" …"));
        for line in &wrapped.lines {
            assert!(pen.width(line, Face::Bold, 60) <= 900, "{line}");
        }
        let whole = pen.wrap("Two words", Face::Bold, 60, 900, 3);
        assert_eq!((whole.lines, whole.is_cut), (vec!["Two words".to_owned()], false));
    }
}
