//! Letters: which can be written, how wide a text is, where a line ends.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use ab_glyph::{Font, FontRef, GlyphId, PxScale, PxScaleFont, ScaleFont};

use super::picture::{Ink, Picture};

const BOLD: &[u8] = include_bytes!("font/inter-bold.ttf");
const TEXT: &[u8] = include_bytes!("font/inter-text.ttf");

/// The typeface: the one inside the program, or a theme's own.
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

/// The pixels of a letter, and where it stands beside the pen.
struct Shape {
    left: i32,
    top: i32,
    /// Column, row, colour.
    dots: Vec<(u16, u16, u8)>,
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
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace().flat_map(|word| self.pieces(word, face, size, width)) {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|line| self.width(line, face, size) <= width) {
                Some(longer) => drop(std::mem::replace(lines.last_mut().expect("a line"), longer)),
                None => lines.push(word),
            }
            if lines.len() > most {
                break;
            }
        }
        let is_cut = lines.len() > most;
        lines.truncate(most);
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
        self.places(text, face, size).last().map_or(0, |(_, end)| end.ceil() as i32)
    }

    /// Each letter with where it ends.
    fn places(&self, text: &str, face: Face, size: u16) -> Vec<(GlyphId, f32)> {
        let font = self.font(face, size);
        let (mut at, mut before) = (0.0, None);
        let places = text.chars().map(|c| {
            let glyph = font.glyph_id(c);
            at += before.map_or(0.0, |before| font.kern(before, glyph)) + font.h_advance(glyph);
            before = Some(glyph);
            (glyph, at)
        });
        places.collect()
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
        for (glyph, end) in self.places(line, face, size) {
            let start = (end - font.h_advance(glyph)).round() as i32;
            let shape = self.shape(face, size, ink, glyph);
            let (left, top) = (at.0 + start + shape.left, at.1 + shape.top);
            for &(column, row, colour) in &shape.dots {
                picture.dot(left + i32::from(column), top + i32::from(row), colour);
            }
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
            return Shape { left: 0, top: 0, dots: Vec::new() };
        };
        let bounds = outline.px_bounds();
        let mut dots = Vec::new();
        outline.draw(|column, row, cover| {
            if let Some(colour) = ink.at(cover) {
                let small = |at: u32| u16::try_from(at).unwrap_or(u16::MAX);
                dots.push((small(column), small(row), colour));
            }
        });
        Shape { left: bounds.min.x as i32, top: bounds.min.y as i32, dots }
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
