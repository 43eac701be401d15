//! Sheets of A4 with text and rules on them, measured in points from the top left.

use super::font::Typeface;
use crate::{Error, Result};
use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::Fill;

/// A4 (ISO 216).
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;

/// The margin at the left and at the right.
pub(super) const LEFT: f32 = 50.0;
pub(super) const RIGHT: f32 = WIDTH - 50.0;

/// Where a sheet begins, and where its foot does.
pub(super) const TOP: f32 = 60.0;
pub(super) const BOTTOM: f32 = HEIGHT - 80.0;

/// How a piece of text looks.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) strong: bool,
    /// Text that only says what other text is.
    pub(super) quiet: bool,
}

impl Style {
    pub(super) const TEXT: Self = Self { size: 9.0, strong: false, quiet: false };
    pub(super) const STRONG: Self = Self { strong: true, ..Self::TEXT };
    pub(super) const QUIET: Self = Self { quiet: true, ..Self::TEXT };
    pub(super) const SMALL: Self = Self { size: 7.5, quiet: true, strong: false };
    pub(super) const TITLE: Self = Self { size: 20.0, strong: true, quiet: false };
    pub(super) const NAME: Self = Self { size: 12.0, strong: true, quiet: false };
}

enum Mark {
    Text { x: f32, y: f32, style: Style, text: String },
    Rule { from: f32, to: f32, y: f32 },
}

/// Says which sheet it is of how many.
type Numbering<'a> = &'a dyn Fn(usize, usize) -> String;

/// The sheets of one document, written from the top to the bottom.
pub(super) struct Sheets {
    pub(super) regular: Typeface,
    pub(super) semibold: Typeface,
    sheets: Vec<Vec<Mark>>,
    /// Where the next line goes.
    pub(super) y: f32,
}

/// What a file says of itself.
pub(super) struct About<'a> {
    pub(super) title: String,
    pub(super) author: &'a str,
    /// Year, month and day.
    pub(super) made: (u16, u8, u8),
    /// The same for the same document.
    pub(super) id: String,
    /// Its language, as a BCP 47 tag.
    pub(super) language: &'a str,
    /// What stands at the foot of each sheet.
    pub(super) foot: String,
}

impl Sheets {
    pub(super) fn new() -> Result<Self> {
        let (regular, semibold) = (Typeface::regular()?, Typeface::semibold()?);
        Ok(Self { regular, semibold, sheets: vec![Vec::new()], y: TOP })
    }

    fn face(&self, style: Style) -> &Typeface {
        if style.strong { &self.semibold } else { &self.regular }
    }

    /// Begins the next sheet.
    pub(super) fn turn(&mut self) {
        self.sheets.push(Vec::new());
        self.y = TOP;
    }

    /// Whether so much fits below what is written.
    pub(super) fn has_room(&self, height: f32) -> bool {
        self.y + height <= BOTTOM
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push(mark);
        }
    }

    /// Text that begins at `x`, on the line at `y`.
    pub(super) fn text(&mut self, x: f32, y: f32, style: Style, text: &str) {
        self.mark(Mark::Text { x, y, style, text: text.to_owned() });
    }

    /// Text that ends at `x`.
    pub(super) fn text_to(&mut self, x: f32, y: f32, style: Style, text: &str) {
        let width = self.width(style, text);
        self.text(x - width, y, style, text);
    }

    /// How wide a line of text is.
    pub(super) fn width(&self, style: Style, text: &str) -> f32 {
        self.face(style).shape(text).width * style.size
    }

    /// Whether a character cannot be drawn.
    pub(super) fn lacks(&self, c: char) -> bool {
        self.regular.lacks(c) || self.semibold.lacks(c)
    }

    /// Whether something that is written so far cannot be drawn.
    pub(super) fn lacks_something(&self) -> bool {
        let written = self.sheets.iter().flatten();
        written.into_iter().any(|mark| matches!(mark, Mark::Text { text, .. } if text.chars().any(|c| self.lacks(c))))
    }

    /// The text in lines that fit.
    pub(super) fn wrap(&self, style: Style, text: &str, width: f32) -> Vec<String> {
        self.face(style).wrap(text, style.size, width)
    }

    /// A hairline.
    pub(super) fn rule(&mut self, from: f32, to: f32, y: f32) {
        self.mark(Mark::Rule { from, to, y });
    }

    /// Writes the file: each sheet says which it is, and after the first also of what.
    pub(super) fn finish(mut self, about: &About<'_>, numbering: Numbering<'_>) -> Result<Vec<u8>> {
        let count = self.sheets.len();
        for number in 1..=count {
            let mut marks = std::mem::take(&mut self.sheets[number - 1]);
            if number > 1 {
                let (x, y, text) = (LEFT, TOP - 24.0, about.title.clone());
                marks.push(Mark::Text { x, y, style: Style::SMALL, text });
            }
            let line = self.wrap(Style::SMALL, &about.foot, RIGHT - LEFT - 70.0).into_iter();
            marks.push(Mark::Rule { from: LEFT, to: RIGHT, y: BOTTOM + 22.0 });
            for (at, text) in line.take(2).enumerate() {
                let y = if at == 0 { BOTTOM + 36.0 } else { BOTTOM + 46.0 };
                marks.push(Mark::Text { x: LEFT, y, style: Style::SMALL, text });
            }
            let text = numbering(number, count);
            let width = self.width(Style::SMALL, &text);
            marks.push(Mark::Text { x: RIGHT - width, y: BOTTOM + 36.0, style: Style::SMALL, text });
            self.sheets[number - 1] = marks;
        }
        let configuration = ConfigurationBuilder::new().with_archival_validator(Archival::A2_B).finish();
        let configuration = configuration.map_err(|error| fault(&error))?;
        let settings = SerializeSettings { configuration, enable_tagging: false, ..SerializeSettings::default() };
        let mut document = Document::new_with(settings);
        for sheet in &self.sheets {
            let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| fault(&"A4 is no size"))?;
            let mut page = document.start_page_with(size);
            let mut surface = page.surface();
            for mark in sheet {
                match mark {
                    Mark::Text { x, y, style, text } => {
                        let face = self.face(*style);
                        let shaped = face.shape(text);
                        let grey = if style.quiet { 90 } else { 20 };
                        surface.set_fill(Some(paint(grey)));
                        let at = Point::from_xy(*x, *y);
                        surface.draw_glyphs(at, &shaped.glyphs, face.font(), &shaped.text, style.size, false);
                    }
                    Mark::Rule { from, to, y } => {
                        let mut path = PathBuilder::new();
                        if let Some(rect) = Rect::from_xywh(*from, *y, to - from, 0.6) {
                            path.push_rect(rect);
                        }
                        if let Some(path) = path.finish() {
                            surface.set_fill(Some(paint(190)));
                            surface.draw_path(&path);
                        }
                    }
                }
            }
            surface.finish();
            page.finish();
        }
        let (year, month, day) = about.made;
        document.set_metadata(
            Metadata::new()
                .title(about.title.clone())
                .authors(vec![about.author.to_owned()])
                .creator("Portico".to_owned())
                .producer("Portico".to_owned())
                .language(about.language.to_owned())
                .document_id(about.id.clone())
                .creation_date(
                    DateTime::new(year).month(month).day(day).hour(0).minute(0).second(0).utc_offset_hour(0),
                ),
        );
        document.finish().map_err(|error| fault(&error))
    }
}

fn paint(grey: u8) -> Fill {
    Fill { paint: rgb::Color::new(grey, grey, grey).into(), ..Fill::default() }
}

fn fault(error: &dyn std::fmt::Debug) -> Error {
    Error::internal("writing a PDF", format!("{error:?}"))
}
