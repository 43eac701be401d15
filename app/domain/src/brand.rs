//! What the operator's Portico is called and looks like: a name, one colour, a mark.

use crate::{FieldError, Problem, text};
use std::fmt;
use std::str::FromStr;

/// The most characters of the name.
pub const NAME_LENGTH: usize = 40;

/// The most bytes of the mark.
pub const MARK_SIZE: usize = 64 * 1024;

/// The least contrast of words against what is behind them: 4.5 to 1 (WCAG 2.2, 1.4.3, level AA).
pub const LEAST_CONTRAST: f64 = 4.5;

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

const WHITE: Colour = Colour([0xff; 3]);
const BLACK: Colour = Colour([0; 3]);
/// The darkest that accented words stand on in the light theme: `--hover-sunken` of `style/tokens.css`.
const LIGHT_GROUND: Colour = Colour([0xe9, 0xec, 0xf1]);
/// The lightest that they stand on in the dark theme: `--raised`.
const DARK_GROUND: Colour = Colour([0x19, 0x1e, 0x27]);
/// The words on what is accented in the dark theme.
const DARK_INK: Colour = Colour([0x0b, 0x12, 0x20]);

impl Colour {
    /// Its relative luminance, 0 to 1, as WCAG 2.2 defines it.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast between two colours, 1 to 21, as WCAG 2.2 defines it.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// This colour with `percent` of another mixed in, 0 to 100.
    fn with(self, percent: u16, other: Self) -> Self {
        let mix = |one: u8, two: u8| {
            let mixed = (u16::from(one) * (100 - percent) + u16::from(two) * percent) / 100;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        let ([a, b, c], [d, e, f]) = (self.0, other.0);
        Self([mix(a, d), mix(b, e), mix(c, f)])
    }

    /// This colour with as little of `other` as makes words of it readable on `ground`.
    fn readable_on(self, ground: Self, other: Self) -> Self {
        let tries = (0..=20).map(|step| self.with(step * 5, other));
        tries.into_iter().find(|colour| colour.contrast(ground) >= LEAST_CONTRAST).unwrap_or(other)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Colour {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "must be # and six of 0–9 and a–f, like #1c64f2";
        let digits = text.strip_prefix('#').ok_or(EXPECTED)?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(EXPECTED);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| EXPECTED)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

/// A colour for what one can press and follow, dark enough that white words on it are readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent(Colour);

impl Accent {
    /// The colour itself.
    #[must_use]
    pub const fn colour(self) -> Colour {
        self.0
    }

    /// The rules of a style sheet that colour every page, light and dark: each shade is mixed until it is readable where
    /// it stands.
    #[must_use]
    pub fn style_sheet(self) -> String {
        let light = self.0;
        let (soft_light, soft_dark) = (light.with(90, WHITE), light.with(80, DARK_INK));
        let dark = light.readable_on(DARK_GROUND, WHITE).readable_on(soft_dark, WHITE);
        let shades = [
            ("accent", light, dark),
            ("accent-hover", light.with(20, BLACK), dark.with(25, WHITE)),
            ("accent-text", light.readable_on(LIGHT_GROUND, BLACK).readable_on(soft_light, BLACK), dark),
            ("accent-soft", soft_light, soft_dark),
            ("on-accent", WHITE, DARK_INK),
        ];
        let rules = shades.map(|(name, light, dark)| format!("  --{name}: light-dark({light}, {dark});\n"));
        format!(":root {{\n{}}}\n", rules.concat())
    }
}

impl FromStr for Accent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let colour: Colour = text.parse()?;
        let contrast = colour.contrast(WHITE);
        if contrast < LEAST_CONTRAST {
            return Err(format!(
                "is too light: white words on {colour} have a contrast of {contrast:.1} to 1, and at least \
                 {LEAST_CONTRAST} is needed to read them"
            ));
        }
        Ok(Self(colour))
    }
}

/// A picture that stands for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    kind: MarkKind,
    bytes: Vec<u8>,
}

/// What kind of picture a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MarkKind {
    Png,
    Svg,
}

impl Mark {
    /// The bytes of a file, when they are a picture that every browser shows at any size.
    ///
    /// # Errors
    /// What is wrong with it, to follow “The mark”.
    pub fn new(bytes: Vec<u8>) -> Result<Self, String> {
        if bytes.len() > MARK_SIZE {
            return Err(format!("has {} bytes; at most {MARK_SIZE} are taken", bytes.len()));
        }
        let kind = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            MarkKind::Png
        } else if std::str::from_utf8(&bytes).is_ok_and(is_svg) {
            MarkKind::Svg
        } else {
            return Err("must be a PNG or an SVG file".to_owned());
        };
        Ok(Self { kind, bytes })
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(&self) -> &'static str {
        match self.kind {
            MarkKind::Png => "image/png",
            MarkKind::Svg => "image/svg+xml",
        }
    }

    /// The file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Portico's own: an arch within an arch, in the colour of the house.
    #[must_use]
    pub fn own(accent: Option<Accent>) -> Self {
        let fill = accent.map_or(Colour([0x1c, 0x64, 0xf2]), Accent::colour);
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\">\
             <rect width=\"24\" height=\"24\" rx=\"6\" fill=\"{fill}\"/>\
             <path d=\"M6.5 17.8v-5.6a5.5 5.5 0 0 1 11 0v5.6M9.9 17.8v-5.3a2.1 2.1 0 0 1 4.2 0v5.3\" fill=\"none\" \
             stroke=\"#fff\" stroke-width=\"1.7\" stroke-linecap=\"round\"/></svg>"
        );
        Self { kind: MarkKind::Svg, bytes: svg.into_bytes() }
    }
}

/// Whether the first element is `<svg>`, after a declaration, comments and white space.
fn is_svg(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some((opening, closing)) =
        [("<?", "?>"), ("<!--", "-->"), ("<!DOCTYPE", ">")].into_iter().find(|(opening, _)| rest.starts_with(opening))
    {
        let Some((_, after)) = rest.get(opening.len()..).and_then(|inside| inside.split_once(closing)) else {
            return false;
        };
        rest = after.trim_start();
    }
    rest.strip_prefix("<svg").is_some_and(|after| after.starts_with(['>', ' ', '\n', '\r', '\t']))
}

/// What the operator's Portico is called and looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// What it is called, in the bar and in every title.
    pub name: String,
    /// Its colour; `None`: Portico's own blue.
    pub accent: Option<Accent>,
    /// Its mark; `None`: Portico's own arch.
    pub mark: Option<Mark>,
}

impl Default for Brand {
    fn default() -> Self {
        Self { name: "Portico".to_owned(), accent: None, mark: None }
    }
}

/// What the operator changes; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct BrandForm {
    /// The name, as typed.
    pub name: Option<String>,
    /// The colour, as typed.
    pub accent: Option<String>,
    /// The mark's file.
    pub mark: Option<Vec<u8>>,
}

impl BrandForm {
    /// The brand that `before` becomes.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with what is wrong, by field; or when nothing is to be changed.
    pub fn change(self, before: Brand) -> Result<Brand, Problem> {
        let Self { name, accent, mark } = self;
        if name.is_none() && accent.is_none() && mark.is_none() {
            return Err(Problem::field("name", "Nothing is to be changed: give a name, an accent or a mark."));
        }
        let mut errors = Vec::new();
        let mut after = before;
        if let Some(name) = name {
            match text::line(&name, NAME_LENGTH) {
                Ok(name) if name.is_empty() => errors.push(FieldError::new("name", "The name is missing.")),
                Ok(name) => after.name = name,
                Err(fault) => errors.push(FieldError::new("name", format!("The name {fault}."))),
            }
        }
        if let Some(accent) = accent {
            match accent.parse() {
                Ok(accent) => after.accent = Some(accent),
                Err(fault) => errors.push(FieldError::new("accent", format!("The accent “{accent}” {fault}."))),
            }
        }
        if let Some(mark) = mark {
            match Mark::new(mark) {
                Ok(mark) => after.mark = Some(mark),
                Err(fault) => errors.push(FieldError::new("mark", format!("The mark {fault}."))),
            }
        }
        if errors.is_empty() { Ok(after) } else { Err(Problem::Invalid { errors }) }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::{Accent, Brand, BrandForm, Colour, DARK_GROUND, DARK_INK, LEAST_CONTRAST, LIGHT_GROUND, Mark, WHITE};
    use proptest::prelude::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        // The examples that W3C's own checker gives.
        let grey: Colour = "#767676".parse().unwrap();
        assert!((grey.contrast(WHITE) - 4.54).abs() < 0.01);
        assert!((Colour([0; 3]).contrast(WHITE) - 21.0).abs() < 0.001);
    }

    #[test]
    fn a_colour_that_cannot_be_read_is_refused_with_its_contrast() {
        let refused = "#ffcc00".parse::<Accent>().unwrap_err();
        assert_eq!(
            refused,
            "is too light: white words on #ffcc00 have a contrast of 1.5 to 1, and at least 4.5 is needed to read them"
        );
        for text in ["1c64f2", "#1c64f", "#1c64f2f", "#1c64fg", "blue", "#+12345"] {
            assert!(text.parse::<Accent>().unwrap_err().starts_with("must be #"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_shade_is_readable_where_it_stands(red: u8, green: u8, blue: u8) {
            let Ok(accent) = Colour([red, green, blue]).to_string().parse::<Accent>() else { return Ok(()) };
            let sheet = accent.style_sheet();
            let shade = |name: &str| -> [Colour; 2] {
                let (_, after) = sheet.split_once(&format!("--{name}: light-dark(")).unwrap();
                let (both, _) = after.split_once(')').unwrap();
                let (light, dark) = both.split_once(", ").unwrap();
                [light.parse().unwrap(), dark.parse().unwrap()]
            };
            let [light, dark] = shade("accent");
            prop_assert!(light.contrast(WHITE) >= LEAST_CONTRAST && dark.contrast(DARK_INK) >= LEAST_CONTRAST);
            let [light, dark] = shade("accent-hover");
            prop_assert!(light.contrast(WHITE) >= LEAST_CONTRAST && dark.contrast(DARK_INK) >= LEAST_CONTRAST);
            let [light, dark] = shade("accent-text");
            prop_assert!(light.contrast(LIGHT_GROUND) >= LEAST_CONTRAST && dark.contrast(DARK_GROUND) >= LEAST_CONTRAST);
            let [soft_light, soft_dark] = shade("accent-soft");
            prop_assert!(light.contrast(soft_light) >= LEAST_CONTRAST, "{light} on {soft_light}");
            prop_assert!(dark.contrast(soft_dark) >= LEAST_CONTRAST, "{dark} on {soft_dark}");
        }
    }

    #[test]
    fn a_mark_is_a_png_or_an_svg_of_some_size() {
        let svg = "<?xml version=\"1.0\"?>\n<!-- <svg> -->\n<!DOCTYPE svg>\n<svg viewBox=\"0 0 1 1\"/>";
        assert_eq!(Mark::new(svg.into()).unwrap().media_type(), "image/svg+xml");
        assert_eq!(Mark::new(b"\x89PNG\r\n\x1a\n....".to_vec()).unwrap().media_type(), "image/png");
        assert_eq!(Mark::own(None).media_type(), Mark::new(Mark::own(None).bytes().to_vec()).unwrap().media_type());
        for bytes in [&b"GIF89a"[..], b"", b"<html><svg/></html>", b"<svgx/>", b"<!-- <svg>", b"\xff\xfe<svg/>"] {
            assert_eq!(Mark::new(bytes.to_vec()).unwrap_err(), "must be a PNG or an SVG file");
        }
        assert_eq!(Mark::new(vec![0; 65_537]).unwrap_err(), "has 65537 bytes; at most 65536 are taken");
    }

    #[test]
    fn what_is_wrong_is_told_at_once_and_what_is_not_given_stays() {
        let brand = Brand { accent: "#b00020".parse().ok(), ..Brand::default() };
        let form = BrandForm { name: Some("Nordic Trade".into()), ..BrandForm::default() };
        let after = form.change(brand.clone()).unwrap();
        assert_eq!((after.name.as_str(), after.accent), ("Nordic Trade", brand.accent));
        let form = BrandForm { name: Some(" ".into()), accent: Some("#fff".into()), mark: Some(Vec::new()) };
        let problem = form.change(brand.clone()).unwrap_err();
        let fields: Vec<_> = problem.field_errors().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "accent", "mark"]);
        assert!(BrandForm::default().change(brand).is_err());
    }
}
