//! Documents as PDF/A-2b (ISO 19005-2): what is archived today reads the same in thirty years. The same document is the
//! same file, byte for byte.

mod font;
mod invoice;
mod sheet;
mod words;

pub(crate) use invoice::invoice;
pub(crate) use words::Words;
