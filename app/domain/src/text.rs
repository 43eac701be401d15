//! Parsing a line of text that a person typed.

/// Trims, joins inner white space to single spaces, and checks length (in characters) and content.
///
/// # Errors
/// A sentence that says what is wrong and what is expected: the text is longer than `most`, or holds a control
/// character or one that changes the direction of the text around it (Unicode bidirectional controls), which could
/// make a name look like another.
pub fn line(typed: &str, most: usize) -> Result<String, String> {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(found) = text.chars().find(|c| c.is_control() || is_format_control(*c)) {
        return Err(format!("holds the invisible character U+{:04X}; remove it", u32::from(found)));
    }
    let length = text.chars().count();
    if length > most {
        return Err(format!("is {length} characters long; at most {most} fit"));
    }
    Ok(text)
}

/// Like [`line`], for several lines: keeps line ends, drops empty lines at both ends.
///
/// # Errors
/// As [`line`], for the whole text.
pub fn lines(typed: &str, most: usize) -> Result<String, String> {
    let text = typed.lines().map(|one| line(one, most)).collect::<Result<Vec<_>, _>>()?.join("\n");
    let text = text.trim_matches('\n').to_owned();
    let length = text.chars().count();
    if length > most {
        return Err(format!("is {length} characters long; at most {most} fit"));
    }
    Ok(text)
}

fn is_format_control(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_joined() {
        assert_eq!(line("  Gothenburg \t terminal\n", 100), Ok("Gothenburg terminal".to_owned()));
        assert_eq!(lines("\nHamngatan 4\r\n411 06  Göteborg\n\n", 100), Ok("Hamngatan 4\n411 06 Göteborg".to_owned()));
    }

    #[test]
    fn deceiving_characters_are_refused() {
        assert_eq!(line("pay\u{202E}lap", 100), Err("holds the invisible character U+202E; remove it".to_owned()));
        assert!(line("bell\u{7}", 100).is_err());
        assert!(line("\u{10FFFF}", 100).is_err());
    }

    #[test]
    fn length_counts_characters() {
        assert!(line("åäö", 3).is_ok());
        assert_eq!(line("åäöü", 3), Err("is 4 characters long; at most 3 fit".to_owned()));
    }
}
