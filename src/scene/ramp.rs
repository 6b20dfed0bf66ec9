//! Colour ramps for density: 256 entries each, premultiplied.
//!
//! Brighter is more on the dark map, darker is more on the light one. A ramp is laid through
//! a few anchor colours in CIE L*a*b* (D65); each anchor stands where its own lightness puts
//! it, so lightness rises evenly by construction and the ramp survives greyscale printing and
//! colour-blind eyes. The low end fades into the map.

/// Entries of a ramp.
pub const ENTRIES: usize = 256;
/// Up to this part of the ramp it fades in.
const FADE_END: f64 = 0.42;
/// Opacity above the fade: streets stay visible underneath.
const OPACITY: f64 = 0.88;

const DARK: [[u8; 3]; 5] = [
    [0x2A, 0x1B, 0x52],
    [0x82, 0x26, 0x86],
    [0xE0, 0x4F, 0x4C],
    [0xF8, 0xA5, 0x3C],
    [0xFD, 0xF3, 0xC0],
];
const LIGHT: [[u8; 3]; 5] = [
    [0xFA, 0xE8, 0xBF],
    [0xF3, 0xB0, 0x5C],
    [0xCC, 0x4E, 0x4F],
    [0x78, 0x20, 0x6A],
    [0x1D, 0x0C, 0x30],
];

/// A colour ramp.
#[derive(Clone, Debug, PartialEq)]
pub struct Ramp {
    solid: [[u8; 3]; ENTRIES],
    premultiplied: [[u8; 4]; ENTRIES],
}

impl Ramp {
    /// The ramp of the dark or the light theme.
    pub fn new(dark: bool) -> Self {
        let anchors = if dark { DARK } else { LIGHT }.map(lab);
        let mut ramp = Self {
            solid: [[0; 3]; ENTRIES],
            premultiplied: [[0; 4]; ENTRIES],
        };
        for i in 0..ENTRIES {
            let t = i as f64 / (ENTRIES - 1) as f64;
            let [r, g, b] = srgb(between(&anchors, t));
            let alpha = opacity(t);
            let faded = |channel: u8| (f64::from(channel) * alpha).round() as u8;
            ramp.solid[i] = [r, g, b];
            ramp.premultiplied[i] = [faded(r), faded(g), faded(b), (255.0 * alpha).round() as u8];
        }
        ramp
    }

    /// Colour of `t` (0 is nothing, 1 the most) over the map, premultiplied RGBA.
    pub fn over_map(&self, t: f32) -> [u8; 4] {
        self.premultiplied[entry(t)]
    }

    /// The same colour without fading, for legends and charts.
    pub fn solid(&self, t: f32) -> [u8; 3] {
        self.solid[entry(t)]
    }
}

fn entry(t: f32) -> usize {
    // Not a number becomes the low end: a cast of NaN is 0.
    (t.clamp(0.0, 1.0) * (ENTRIES - 1) as f32).round() as usize
}

fn opacity(t: f64) -> f64 {
    let s = (t / FADE_END).clamp(0.0, 1.0);
    OPACITY * s * s * (3.0 - 2.0 * s)
}

/// The colour at `t` on a path through `anchors` that is straight in L*.
fn between(anchors: &[[f64; 3]], t: f64) -> [f64; 3] {
    let (first, last) = (anchors[0], anchors[anchors.len() - 1]);
    let lightness = first[0] + (last[0] - first[0]) * t;
    let place = |anchor: [f64; 3]| (anchor[0] - first[0]) / (last[0] - first[0]);
    for pair in anchors.windows(2) {
        let (from, to) = (place(pair[0]), place(pair[1]));
        if t <= to {
            let s = ((t - from) / (to - from)).clamp(0.0, 1.0);
            let mix = |i: usize| pair[0][i] + (pair[1][i] - pair[0][i]) * s;
            return [lightness, mix(1), mix(2)];
        }
    }
    last
}

const WHITE: [f64; 3] = [0.950_47, 1.0, 1.088_83];

/// CIE L*a*b* of an sRGB colour.
fn lab(rgb: [u8; 3]) -> [f64; 3] {
    let [r, g, b] = rgb.map(|v| {
        let s = f64::from(v) / 255.0;
        if s <= 0.040_45 {
            s / 12.92
        } else {
            ((s + 0.055) / 1.055).powf(2.4)
        }
    });
    let xyz = [
        0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b,
        0.212_672_9 * r + 0.715_152_2 * g + 0.072_175_0 * b,
        0.019_333_9 * r + 0.119_192_0 * g + 0.950_304_1 * b,
    ];
    let f = |i: usize| {
        let t = xyz[i] / WHITE[i];
        if t > 216.0 / 24_389.0 {
            t.cbrt()
        } else {
            (24_389.0 / 27.0 * t + 16.0) / 116.0
        }
    };
    [
        116.0 * f(1) - 16.0,
        500.0 * (f(0) - f(1)),
        200.0 * (f(1) - f(2)),
    ]
}

/// The sRGB colour of CIE L*a*b*, clipped to what a screen can show.
fn srgb([l, a, b]: [f64; 3]) -> [u8; 3] {
    let fy = (l + 16.0) / 116.0;
    let xyz = [fy + a / 500.0, fy, fy - b / 200.0].map(|t| {
        let cube = t * t * t;
        if cube > 216.0 / 24_389.0 {
            cube
        } else {
            (116.0 * t - 16.0) * 27.0 / 24_389.0
        }
    });
    let [x, y, z] = [xyz[0] * WHITE[0], xyz[1] * WHITE[1], xyz[2] * WHITE[2]];
    let linear = [
        3.240_454_2 * x - 1.537_138_5 * y - 0.498_531_4 * z,
        -0.969_266_0 * x + 1.876_010_8 * y + 0.041_556_0 * z,
        0.055_643_4 * x - 0.204_025_9 * y + 1.057_225_2 * z,
    ];
    linear.map(|v| {
        let s = if v <= 0.003_130_8 {
            12.92 * v
        } else {
            1.055 * v.powf(1.0 / 2.4) - 0.055
        };
        (s.clamp(0.0, 1.0) * 255.0).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lab_agrees_with_published_values() {
        let [l, a, b] = lab([255, 0, 0]);
        assert!((l - 53.24).abs() < 0.05 && (a - 80.09).abs() < 0.05 && (b - 67.20).abs() < 0.05);
        assert!((lab([255, 255, 255])[0] - 100.0).abs() < 0.01);
        assert_eq!(srgb(lab([12, 200, 99])), [12, 200, 99]);
    }

    #[test]
    fn lightness_moves_one_way_and_evenly() {
        for (dark, sign) in [(true, 1.0), (false, -1.0)] {
            let ramp = Ramp::new(dark);
            let lightness: Vec<f64> = ramp.solid.iter().map(|&rgb| lab(rgb)[0]).collect();
            let whole = (lightness[ENTRIES - 1] - lightness[0]) * sign;
            assert!(whole > 70.0, "only {whole} L* from end to end");
            for pair in lightness.windows(9) {
                let step = (pair[8] - pair[0]) * sign;
                let even = whole * 8.0 / 255.0;
                assert!(
                    step > 0.0 && (step - even).abs() < 1.5,
                    "{step} against {even}"
                );
            }
        }
    }

    #[test]
    fn the_low_end_fades_into_the_map() {
        for dark in [true, false] {
            let ramp = Ramp::new(dark);
            assert_eq!(ramp.over_map(0.0), [0; 4]);
            assert_eq!(ramp.over_map(f32::NAN), [0; 4]);
            let alphas: Vec<u8> = ramp.premultiplied.iter().map(|c| c[3]).collect();
            assert!(alphas.is_sorted() && alphas[255] > 200);
            assert!(
                ramp.premultiplied
                    .iter()
                    .all(|c| c[..3].iter().all(|&v| v <= c[3]))
            );
        }
    }
}
