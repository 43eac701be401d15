//! Reads CSV (RFC 4180) that nobody has looked at: a spreadsheet's export, or a gigabyte of something else.
//!
//! Not a general reader of the ecosystem's: those buffer a record of any length, take an open quotation mark for data
//! until the end of the file, and lose count of the lines where they end in CR LF. An operator who is sent to line 4711
//! should find the fault there.

use std::io::{self, BufRead, BufReader, Read};

/// The most bytes of one file. A million users take some sixty megabytes.
pub(super) const MOST_BYTES: u64 = 256 << 20;

/// The most bytes of one record: several times the longest one that could be right.
const MOST_RECORD: usize = 64 << 10;

const BYTE_ORDER_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// One record.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The line on which it starts, from 1.
    pub(super) line: u64,
    /// Its fields, without quotation marks.
    pub(super) fields: Vec<Vec<u8>>,
    /// The field (from 0) whose quotation marks are wrong.
    pub(super) misquoted: Option<usize>,
}

/// Why nothing more can be read.
#[derive(Debug)]
pub(super) enum Broken {
    /// The file cannot be read.
    Io(io::Error),
    /// What it holds is no CSV of this size: on which line, and why.
    Unreadable(u64, String),
}

/// Reads records one by one, in bounded memory.
pub(super) struct CsvReader<R> {
    source: BufReader<R>,
    /// The line of the next byte, from 1.
    line: u64,
    /// Bytes read.
    read: u64,
    /// How many bytes may be read.
    most: u64,
    /// The last line ended with a CR: an LF right after it is part of that end.
    after_cr: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    FieldStart,
    Plain,
    /// Inside quotation marks that opened on this line.
    Quoted(u64),
    /// After a quotation mark inside a quoted field: it ends the field, or is the first of two.
    Closing(u64),
}

impl<R: Read> CsvReader<R> {
    /// A reader that refuses to read more than `most` bytes.
    pub(super) fn new(source: R, most: u64) -> Self {
        Self { source: BufReader::with_capacity(1 << 16, source), line: 1, read: 0, most, after_cr: false }
    }

    /// How many bytes were read.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// The next record that is not an empty line; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Record>, Broken> {
        loop {
            match self.record()? {
                Some(record) if record.fields.len() == 1 && record.fields[0].is_empty() => {}
                record => return Ok(record),
            }
        }
    }

    fn record(&mut self) -> Result<Option<Record>, Broken> {
        let mut record = Record { line: self.line, ..Record::default() };
        let mut field = Vec::new();
        let mut place = Place::FieldStart;
        let mut length = 0;
        loop {
            let Some(byte) = self.byte()? else {
                return match place {
                    Place::Quoted(line) => {
                        Err(Broken::Unreadable(line, "a quotation mark opens here and is never closed".to_owned()))
                    }
                    Place::FieldStart if record.fields.is_empty() => Ok(None),
                    _ => {
                        record.fields.push(field);
                        Ok(Some(record))
                    }
                };
            };
            if length == 0 && std::mem::take(&mut self.after_cr) && byte == b'\n' {
                continue;
            }
            length += 1;
            if length > MOST_RECORD {
                let (line, why) = match place {
                    Place::Quoted(line) => (line, "; a quotation mark opens here and may not be closed"),
                    _ => (record.line, ""),
                };
                let reason = format!("a record is longer than {} KiB{why}", MOST_RECORD >> 10);
                return Err(Broken::Unreadable(line, reason));
            }
            place = match (place, byte) {
                (Place::Quoted(line), b'"') => Place::Closing(line),
                (Place::Quoted(line), _) => {
                    self.line += u64::from(byte == b'\n');
                    field.push(byte);
                    Place::Quoted(line)
                }
                (Place::Closing(line), b'"') => {
                    field.push(b'"');
                    Place::Quoted(line)
                }
                (_, b',') => {
                    record.fields.push(std::mem::take(&mut field));
                    Place::FieldStart
                }
                (_, b'\r' | b'\n') => {
                    self.after_cr = byte == b'\r';
                    self.line += 1;
                    record.fields.push(field);
                    return Ok(Some(record));
                }
                (Place::FieldStart, b'"') => Place::Quoted(self.line),
                (Place::Closing(_), _) | (Place::Plain, b'"') => {
                    record.misquoted.get_or_insert(record.fields.len());
                    field.push(byte);
                    Place::Plain
                }
                (Place::FieldStart | Place::Plain, _) => {
                    field.push(byte);
                    Place::Plain
                }
            };
        }
    }

    fn byte(&mut self) -> Result<Option<u8>, Broken> {
        let buffer = loop {
            match self.source.fill_buf() {
                Ok(buffer) => break buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Broken::Io(error)),
            }
        };
        let skipped = if self.read == 0 && buffer.starts_with(&BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let byte = buffer.get(skipped).copied();
        let taken = skipped + usize::from(byte.is_some());
        self.source.consume(taken);
        self.read = self.read.saturating_add(u64::try_from(taken).unwrap_or(u64::MAX));
        if self.read > self.most { Err(Broken::Unreadable(self.line, too_large(self.most))) } else { Ok(byte) }
    }
}

/// What a file over the limit is told.
pub(super) fn too_large(most: u64) -> String {
    format!("the file is larger than {} MiB; split it", most >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &[u8]) -> Vec<(u64, Vec<String>)> {
        let mut reader = CsvReader::new(text, MOST_BYTES);
        let mut all = Vec::new();
        while let Some(record) = reader.next().expect("readable") {
            assert_eq!(record.misquoted, None);
            let text = |field: Vec<u8>| String::from_utf8(field).expect("UTF-8");
            all.push((record.line, record.fields.into_iter().map(text).collect()));
        }
        all
    }

    #[test]
    fn lines_are_counted_however_they_end() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", "1,", "\"x, \"\"y\"\"\",2"].join(end);
            let expected = [(1, vec!["a", "b"]), (3, vec!["1", ""]), (4, vec!["x, \"y\"", "2"])];
            let expected =
                expected.map(|(line, fields)| (line, fields.into_iter().map(str::to_owned).collect::<Vec<_>>()));
            assert_eq!(records(text.as_bytes()), expected, "{end:?}");
            assert_eq!(records((text.clone() + end).as_bytes()), expected, "{end:?} at the end");
            let marked = [&BYTE_ORDER_MARK, text.as_bytes()].concat();
            assert_eq!(records(&marked), expected, "{end:?} after a byte order mark");
        }
    }

    #[test]
    fn a_quoted_field_may_hold_lines() {
        let text = "a,\"1\r\n2\"\r\nb,3\r\n\"\"\n";
        let lines: Vec<_> = records(text.as_bytes()).into_iter().map(|(line, fields)| (line, fields.len())).collect();
        assert_eq!(lines, [(1, 2), (3, 2)]);
        assert_eq!(records(b""), []);
        assert_eq!(records(b"\n\r\n\n"), []);
    }

    #[test]
    fn wrong_quotation_marks_are_found_where_they_are() {
        for (text, field) in [("a,\"b\"c\n", 1), ("5\" disk,x\n", 0)] {
            let record = CsvReader::new(text.as_bytes(), MOST_BYTES).next().expect("readable").expect("a record");
            assert_eq!(record.misquoted, Some(field), "{text}");
        }
        let mut open = CsvReader::new(&b"a\n\"b\nc\n"[..], MOST_BYTES);
        assert!(matches!(open.next(), Ok(Some(_))));
        assert!(matches!(open.next(), Err(Broken::Unreadable(2, why)) if why.contains("never closed")));
    }

    #[test]
    fn an_endless_record_is_left_soon() {
        for byte in [b'x', b',', b'"'] {
            let mut reader = CsvReader::new(io::repeat(byte), MOST_BYTES);
            assert!(matches!(reader.next(), Err(Broken::Unreadable(1, _))), "{byte}");
            assert!(reader.read() < 1 << 20);
        }
        let mut lines = CsvReader::new(io::repeat(b'\n'), 1 << 20);
        assert!(matches!(lines.next(), Err(Broken::Unreadable(_, why)) if why.contains("1 MiB")));
    }
}
