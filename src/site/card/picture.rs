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

    /// Makes a pixel at least as dark as a colour of the same ink.
    pub fn dot(&mut self, x: i32, y: i32, colour: u8) {
        if !((0..WIDTH).contains(&x) && (0..HEIGHT).contains(&y)) {
            return;
        }
        let byte = &mut self.bytes[place(x, y)];
        let shift = if x % 2 == 0 { 4 } else { 0 };
        if *byte >> shift & 0xf < colour {
            *byte = *byte & !(0xf << shift) | colour << shift;
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
