//! The two fonts that documents carry with them: Inter, under the SIL Open Font License (`fonts/OFL.txt`).

use crate::{Error, Result};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::ttf_parser::Tag;
use rustybuzz::{Face, Feature, UnicodeBuffer};

/// A font that measures and shapes.
pub(super) struct Typeface {
    face: Face<'static>,
    font: Font,
}

/// A line of text, shaped: what it measures is what is drawn.
pub(super) struct Shaped {
    /// The text, with what the font lacks replaced.
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// In parts of the font's size.
    pub(super) width: f32,
}

impl Typeface {
    /// The font of running text.
    pub(super) fn regular() -> Result<Self> {
        Self::new(include_bytes!("../../fonts/Inter-Regular.otf"))
    }

    /// The font of headings.
    pub(super) fn semibold() -> Result<Self> {
        Self::new(include_bytes!("../../fonts/Inter-SemiBold.otf"))
    }

    fn new(data: &'static [u8]) -> Result<Self> {
        let broken = || Error::internal("reading a font", "it is no font");
        let face = Face::from_slice(data, 0).ok_or_else(broken)?;
        let font = Font::new(data.into(), 0).ok_or_else(broken)?;
        Ok(Self { face, font })
    }

    pub(super) fn font(&self) -> Font {
        self.font.clone()
    }

    /// Whether a character cannot be drawn.
    pub(super) fn lacks(&self, c: char) -> bool {
        !c.is_whitespace() && !c.is_control() && self.face.glyph_index(c).is_none()
    }

    /// The text with what can be drawn. A character that the font lacks stands there by its number, `‹U+65E5›`: PDF/A
    /// allows no character without its shape, and another character in its place would be another name.
    fn drawable(&self, text: &str) -> String {
        let mut drawable = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                c if self.lacks(c) => drawable.push_str(&format!("‹U+{:04X}›", u32::from(c))),
                c if self.face.glyph_index(c).is_some() => drawable.push(c),
                _ => drawable.push(' '),
            }
        }
        drawable
    }

    /// Shapes a line, with figures of one width.
    pub(super) fn shape(&self, text: &str) -> Shaped {
        let text = self.drawable(text);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text);
        buffer.set_direction(rustybuzz::Direction::LeftToRight);
        buffer.guess_segment_properties();
        let figures = Feature::new(Tag::from_bytes(b"tnum"), 1, ..);
        let shaped = rustybuzz::shape(&self.face, &[figures], buffer);
        let (infos, positions) = (shaped.glyph_infos(), shaped.glyph_positions());
        let em = self.font.units_per_em();
        let part = |units: i32| f32::from(i16::try_from(units).unwrap_or(i16::MAX)) / em;
        let mut width = 0.0;
        let mut glyphs = Vec::with_capacity(infos.len());
        for (at, (info, position)) in infos.iter().zip(positions).enumerate() {
            let start = info.cluster as usize;
            let later = infos[at..].iter().map(|next| next.cluster as usize).find(|next| *next > start);
            width += part(position.x_advance);
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                part(position.x_advance),
                part(position.x_offset),
                part(position.y_offset),
                part(position.y_advance),
                start..later.unwrap_or(text.len()),
                None,
            ));
        }
        Shaped { text, glyphs, width }
    }

    /// The text in lines no wider than `width` points at this size. It breaks at spaces, and inside a word only where
    /// the word alone is too wide.
    pub(super) fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let fits = |line: &str| self.shape(line).width * size <= width;
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                if !line.is_empty() && !fits(&format!("{line}{letter}")) {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_have_the_letters_of_our_languages() {
        let text = "ÅÄÖåäö ÄÖÜäöüßẞ ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿ ŁŽşőæø €£¥ 1\u{a0}234,50 \u{202f}\u{2212}–—·“”’×";
        for face in [Typeface::regular(), Typeface::semibold()] {
            let shaped = face.map(|face| face.shape(text).text).unwrap_or_default();
            assert_eq!(shaped, text);
        }
    }

    #[test]
    fn the_fonts_have_greek_and_cyrillic() {
        let text = "Ωμέγα Ναυτιλιακή ΑΕ, Οὐρανός; Київ, Ґалаґан і Їжак, Ёлка, Љубљана, Ђорђе, Қазақстан, Ștefan, Ғ Ұ";
        for face in [Typeface::regular(), Typeface::semibold()] {
            let Ok(face) = face else { panic!("no font") };
            let missing: Vec<char> = text.chars().filter(|c| face.lacks(*c)).collect();
            assert!(missing.is_empty(), "{missing:?}");
            assert_eq!(face.shape(text).text, text);
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_said_by_its_number() {
        let Ok(face) = Typeface::regular() else { panic!("no font") };
        assert_eq!(face.shape("東 Logistics\tA").text, "‹U+6771› Logistics A");
    }

    #[test]
    fn text_is_broken_into_lines_that_fit() {
        let Ok(face) = Typeface::regular() else { panic!("no font") };
        let lines = face.wrap("Freight software, 12 seats, and averyveryverylongwordwithoutanyspaceinit", 9.0, 80.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| face.shape(line).width * 9.0 <= 80.0), "{lines:?}");
        assert_eq!(
            lines.join("").replace(' ', ""),
            "Freightsoftware,12seats,andaveryveryverylongwordwithoutanyspaceinit"
        );
    }
}
