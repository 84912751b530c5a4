//! A picture of sixteen colours, and its PNG.

pub const WIDTH: i32 = 1200;
pub const HEIGHT: i32 = 630;

/// A run of colours from the page's towards one, for letters with soft edges.
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    pub first: u8,
    pub count: u8,
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

/// One byte a pixel: the number of its colour.
pub struct Picture {
    pixels: Vec<u8>,
}

impl Picture {
    pub fn new() -> Self {
        Self { pixels: vec![0; place(0, HEIGHT)] }
    }

    /// A rectangle: left, top, width, height.
    pub fn fill(&mut self, (left, top, width, height): (i32, i32, i32, i32), colour: u8) {
        for y in top..top + height {
            self.pixels[place(left, y)..place(left + width, y)].fill(colour);
        }
    }

    /// Adds a dot of some ink; `cover` goes from 0 to 1.
    pub fn dot(&mut self, x: i32, y: i32, cover: f32, ink: Ink) {
        if !(0..WIDTH).contains(&x) || !(0..HEIGHT).contains(&y) {
            return;
        }
        let steps = f32::from(ink.count);
        let strength = (1..=ink.count).rev().find(|&step| cover * steps + 0.5 >= f32::from(step));
        if let Some(strength) = strength {
            let pixel = &mut self.pixels[place(x, y)];
            *pixel = (*pixel).max(ink.first + strength - 1);
        }
    }

    /// Two pixels a byte, each the number of a colour in the palette.
    pub fn png(&self) -> Vec<u8> {
        let packed: Vec<u8> = self.pixels.chunks(2).map(|two| two[0] << 4 | two[1]).collect();
        let mut bytes = Vec::with_capacity(24 << 10);
        let mut encoder =
            png::Encoder::new(&mut bytes, WIDTH.unsigned_abs(), HEIGHT.unsigned_abs());
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_palette(palette());
        encoder.set_deflate_compression(png::DeflateCompression::Level(1));
        encoder.set_filter(png::Filter::NoFilter);
        let written =
            encoder.write_header().and_then(|mut writer| writer.write_image_data(&packed));
        written.expect("memory takes every picture of the right size");
        bytes
    }
}

/// Of pixels within the picture.
fn place(x: i32, y: i32) -> usize {
    usize::try_from(y * WIDTH + x).expect("a place of the picture")
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
