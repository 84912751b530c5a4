//! The picture that is shown beside a link to a page: its title on a card of 1200 × 630 pixels, made
//! from the same few colours as the default theme, the same bytes on every machine.

mod pen;
mod picture;

use pen::{Face, Pen, Wrapped};
use picture::{ACCENT, HEIGHT, INK, MUTED, Picture, STEPS, TINT, WIDTH};

pub use pen::Fonts;

/// Empty space at the sides.
const MARGIN: i32 = 80;
const TEXT_WIDTH: i32 = WIDTH - 2 * MARGIN;
/// Letters of the title are as large as three lines allow.
const TITLE_SIZES: [u16; 4] = [84, 72, 60, 50];
const TITLE_LINES: usize = 3;
const SMALL: u16 = 32;
/// Where the text below the site's name begins, and where it has to end.
const TOP: i32 = 172;
const BOTTOM: i32 = 530;

/// What stands on a card.
#[derive(Clone, Debug, Hash)]
pub struct Card<'a> {
    pub site: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    /// How many steps the flight at its foot has, and how many of them are climbed.
    pub steps: (usize, usize),
}

/// Draws cards; what the letters look like is found out once.
pub struct Press<'f> {
    pen: Pen<'f>,
}

impl<'f> Press<'f> {
    pub fn new(fonts: &'f Fonts) -> Self {
        Self { pen: Pen::new(fonts) }
    }

    /// A card as PNG.
    pub fn print(&self, card: &Card) -> Vec<u8> {
        let mut picture = Picture::new();
        self.brand(&mut picture, card.site);
        let below = self.title(&mut picture, card.title);
        self.description(&mut picture, card.description, below);
        stairs(&mut picture, card.steps);
        picture.png()
    }

    fn brand(&self, picture: &mut Picture, site: &str) {
        for (at, height) in [(0, 12), (1, 24), (2, 36)] {
            picture.fill((MARGIN + at * 14, 116 - height, 10, height), ACCENT);
        }
        let name = self.pen.wrap(site, Face::Text, SMALL, TEXT_WIDTH - 60, 1);
        self.write(picture, &name, (MARGIN + 58, 112), MUTED);
    }

    /// Returns where the next text begins.
    fn title(&self, picture: &mut Picture, title: &str) -> i32 {
        let fits = |size: &u16| {
            let lines = self.pen.wrap(title, Face::Bold, *size, TEXT_WIDTH, TITLE_LINES);
            (!lines.is_cut).then_some(lines)
        };
        let smallest = TITLE_SIZES[TITLE_SIZES.len() - 1];
        let lines = TITLE_SIZES
            .iter()
            .find_map(fits)
            .unwrap_or_else(|| self.pen.wrap(title, Face::Bold, smallest, TEXT_WIDTH, TITLE_LINES));
        let first = TOP + i32::from(lines.size);
        self.write(picture, &lines, (MARGIN, first), INK)
    }

    /// As many lines as there is space for.
    fn description(&self, picture: &mut Picture, text: &str, below: i32) {
        let first = below + 24 + i32::from(SMALL) / 2;
        let lines = (BOTTOM - first) / line_height(SMALL) + 1;
        let lines = usize::try_from(lines).unwrap_or(0).min(3);
        if lines > 0 {
            let wrapped = self.pen.wrap(text, Face::Text, SMALL, TEXT_WIDTH, lines);
            self.write(picture, &wrapped, (MARGIN, first), MUTED);
        }
    }

    /// Writes lines from the base of the first one on; returns where the last one ends.
    fn write(
        &self,
        picture: &mut Picture,
        text: &Wrapped,
        at: (i32, i32),
        ink: picture::Ink,
    ) -> i32 {
        let (x, mut y) = at;
        for line in &text.lines {
            self.pen.write(picture, line, text.face, text.size, (x, y), ink);
            y += line_height(text.size);
        }
        y - line_height(text.size) + i32::from(text.size) / 3
    }
}

fn line_height(size: u16) -> i32 {
    i32::from(size) * if size > 40 { 112 } else { 135 } / 100
}

/// A flight of steps along the foot, those that are climbed in colour.
fn stairs(picture: &mut Picture, (count, climbed): (usize, usize)) {
    let count = i32::try_from(count.clamp(2, 24)).unwrap_or(2);
    let climbed = i32::try_from(climbed).unwrap_or(count);
    for step in 0..count {
        let (left, right) = (WIDTH * step / count, WIDTH * (step + 1) / count);
        let height = 16 + 48 * step / (count - 1);
        let colours = i32::from(STEPS.count) - 1;
        let shade = u8::try_from(colours * step / (count - 1)).unwrap_or(0);
        let colour = if step < climbed { STEPS.first + shade } else { TINT };
        picture.fill(
            (left, HEIGHT - height, right - left - 3 * i32::from(step + 1 < count), height),
            colour,
        );
    }
}
