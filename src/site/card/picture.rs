//! A picture of sixteen colours, and its PNG.

pub const WIDTH: i32 = 1200;
pub const HEIGHT: i32 = 630;

/// A run of colours from the page's towards one, for letters with soft edges.
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    pub first: u8,
    pub count: u8,
}

impl Ink {
    /// The colour of a pixel that is covered in part, from 0 to 1; none where that is too little.
    pub fn at(self, cover: f32) -> Option<u8> {
        let steps = f32::from(self.count);
        let reached = |&step: &u8| cover * steps + 0.5 >= f32::from(step);
        (1..=self.count).rev().find(reached).map(|step| self.first + step - 1)
    }
}

pub const INK: Ink = Ink { first: 1, count: 5 };
pub const MUTED: Ink = Ink { first: 6, count: 3 };
/// The colours of steps, from the first level's to the last one's.
pub const STEPS: Ink = Ink { first: 11, count: 5 };
pub const ACCENT: u8 = 9;
pub const TINT: u8 = 10;

type Colour = [u8; 3];
const PAGE: Colour = [0xff, 0xff, 0xff];
const DARK: Colour = [0x1a, 0x1f, 0x24];
const GREY: Colour = [0x4d, 0x58, 0x62];
const FIRST: Colour = [0x9f, 0xd6, 0xcb];
const LAST: Colour = [0x14, 0x3a, 0x66];

/// Two pixels a byte, as they stand in the file: each the number of its colour, the left one above.
pub struct Picture {
    bytes: Vec<u8>,
}

impl Picture {
    pub fn new() -> Self {
        Self { bytes: vec![0; place(0, HEIGHT)] }
    }

    /// A rectangle: left, top, width, height.
    pub fn fill(&mut self, (left, top, width, height): (i32, i32, i32, i32), colour: u8) {
        let right = left + width;
        for y in top..top + height {
            // A pixel at either end may share its byte with one outside.
            if left % 2 == 1 {
                self.set(left, y, colour);
            }
            if right % 2 == 1 {
                self.set(right - 1, y, colour);
            }
            self.bytes[place(left + 1, y)..place(right, y)].fill(colour << 4 | colour);
        }
    }

    /// Makes each pixel at least as dark as that of a stamp of the same ink, whose left upper corner
    /// stands at a point. What lies outside is left out.
    pub fn stamp(&mut self, stamp: &Stamp, left: i32, top: i32) {
        let first = left.div_euclid(2);
        let from = usize::try_from(-first).unwrap_or(0).min(stamp.row);
        let to = usize::try_from(WIDTH / 2 - first).unwrap_or(0).min(stamp.row);
        if from >= to {
            return;
        }
        let rows = (top..).zip(stamp.bytes.chunks_exact(stamp.row));
        for (y, row) in rows.filter(|(y, _)| (0..HEIGHT).contains(y)) {
            let start = usize::try_from(y * WIDTH / 2 + first.max(0)).expect("within the picture");
            let under = &mut self.bytes[start..start + to - from];
            for (byte, &own) in under.iter_mut().zip(&row[from..to]) {
                *byte = (*byte & 0xf0).max(own & 0xf0) | (*byte & 0xf).max(own & 0xf);
            }
        }
    }

    fn set(&mut self, x: i32, y: i32, colour: u8) {
        let byte = &mut self.bytes[place(x, y)];
        *byte = if x % 2 == 0 { *byte & 0xf | colour << 4 } else { *byte & 0xf0 | colour };
    }

    pub fn png(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(24 << 10);
        let mut encoder =
            png::Encoder::new(&mut bytes, WIDTH.unsigned_abs(), HEIGHT.unsigned_abs());
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_palette(palette());
        // Made for pictures whose lines are like the ones above them: half the time of zlib's first
        // level, for files that are a twelfth larger.
        encoder.set_deflate_compression(png::DeflateCompression::FdeflateUltraFast);
        encoder.set_filter(png::Filter::Up);
        let written =
            encoder.write_header().and_then(|mut writer| writer.write_image_data(&self.bytes));
        written.expect("memory takes every picture of the right size");
        bytes
    }
}

/// A small picture that is put into another one, of rows of whole bytes.
pub struct Stamp {
    bytes: Vec<u8>,
    /// Bytes of a row.
    row: usize,
    /// Whether its first column is the right pixel of a byte.
    is_odd: bool,
}

impl Stamp {
    /// Without any pixel yet.
    pub fn new(width: usize, is_odd: bool) -> Self {
        Self { bytes: Vec::new(), row: (width + 1 + usize::from(is_odd)) / 2, is_odd }
    }

    /// Sets a pixel. Rows are added as they are needed.
    pub fn dot(&mut self, column: usize, row: usize, colour: u8) {
        let column = column + usize::from(self.is_odd);
        let place = row * self.row + column / 2;
        if column / 2 >= self.row {
            return;
        }
        if place >= self.bytes.len() {
            self.bytes.resize((row + 1) * self.row, 0);
        }
        self.bytes[place] |= if column.is_multiple_of(2) { colour << 4 } else { colour };
    }
}

/// The byte of a pixel within the picture.
fn place(x: i32, y: i32) -> usize {
    usize::try_from((y * WIDTH + x) / 2).expect("a place of the picture")
}

fn palette() -> Vec<u8> {
    let towards = |colour: Colour, steps: u8| {
        (1..=steps).map(move |step| between(PAGE, colour, step, steps)).collect::<Vec<_>>()
    };
    let steps = (0..STEPS.count).map(|step| between(FIRST, LAST, step, STEPS.count - 1)).collect();
    let parts = [
        vec![PAGE],
        towards(DARK, INK.count),
        towards(GREY, MUTED.count),
        vec![[0x0b, 0x5a, 0x69], [0xe6, 0xea, 0xec]],
        steps,
    ];
    parts.concat().concat()
}

fn between(from: Colour, to: Colour, step: u8, steps: u8) -> Colour {
    let mix = |at: usize| {
        let (from, to) = (i32::from(from[at]), i32::from(to[at]));
        u8::try_from(from + (to - from) * i32::from(step) / i32::from(steps)).unwrap_or(0)
    };
    [mix(0), mix(1), mix(2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(picture: &Picture, x: i32, y: i32) -> u8 {
        let byte = picture.bytes[place(x, y)];
        if x % 2 == 0 { byte >> 4 } else { byte & 0xf }
    }

    #[test]
    fn letters_are_cut_off_at_the_edges_and_darken_what_is_under_them() {
        let rows = [[1, 0, 3, 5, 2], [0, 4, 1, 0, 5]];
        let places = [(10, 20), (11, 20), (-2, -1), (-3, 5), (WIDTH - 2, HEIGHT - 1)];
        let places =
            places.into_iter().chain([(WIDTH - 3, -1), (-40, 3), (WIDTH + 9, 3), (3, HEIGHT)]);
        for (left, top) in places {
            let mut picture = Picture::new();
            picture.fill((0, 0, WIDTH, 1), 2);
            let mut stamp = Stamp::new(5, left % 2 != 0);
            for (row, colours) in rows.iter().enumerate() {
                for (column, &colour) in colours.iter().enumerate().filter(|(_, c)| **c > 0) {
                    stamp.dot(column, row, colour);
                }
            }
            picture.stamp(&stamp, left, top);
            for (y, x) in (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (y, x))) {
                let under = if y == 0 { 2 } else { 0 };
                let own = usize::try_from(y - top).ok().and_then(|row| rows.get(row));
                let own = own.and_then(|row| row.get(usize::try_from(x - left).ok()?));
                let expected = under.max(own.copied().unwrap_or(0));
                assert_eq!(colour(&picture, x, y), expected, "({left}, {top}) at ({x}, {y})");
            }
        }
    }
}
