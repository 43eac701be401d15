//! The style sheet: one file out of many, without comments and needless space.
//!
//! The minifier only does what is safe without knowing CSS's grammar; Brotli does the rest.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::files;

/// Inlines every `@import "file";` of the file in its place and minifies the result.
pub fn bundle(path: &Path) -> Result<String> {
    Ok(minify(&inline(path)?))
}

fn inline(path: &Path) -> Result<String> {
    let text = String::from_utf8(files::read(path)?).with_context(|| format!("{} is not UTF-8", path.display()))?;
    let directory = path.parent().context("a style sheet lies in a directory")?;
    let mut whole = String::new();
    for line in text.lines() {
        if let Some(import) = line.trim().strip_prefix("@import") {
            let name = import.trim().strip_prefix('"').and_then(|rest| rest.split_once("\";"));
            match name {
                Some((name, rest)) if rest.trim().is_empty() || rest.trim().starts_with("/*") => {
                    whole.push_str(&inline(&directory.join(name))?);
                }
                _ => bail!("{}: write imports as `@import \"file.css\";`, not as `{}`.", path.display(), line.trim()),
            }
        } else {
            whole.push_str(line);
        }
        whole.push('\n');
    }
    Ok(whole)
}

/// Removes comments and the white space that no rule needs. Strings and `url(…)` stay as they are. A space before a
/// colon or around an operator can carry meaning (`a :hover`, `calc(1px + 2px)`) and stays too.
fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut space = false;
    while let Some(next) = rest.chars().next() {
        if next.is_ascii_whitespace() {
            space = true;
            rest = &rest[1..];
            continue;
        }
        if let Some(comment) = rest.strip_prefix("/*") {
            // Two tokens around a comment are two tokens without it.
            space = true;
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        if space
            && !out.is_empty()
            && !out.ends_with(['{', '}', ';', ',', ':'])
            && !matches!(next, '{' | '}' | ';' | ',')
        {
            out.push(' ');
        }
        space = false;
        if next == '}' && out.ends_with(';') {
            out.pop();
        }
        let length = match next {
            '"' | '\'' => quoted(rest, next),
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            _ if rest.len() >= 4 && rest.as_bytes()[..4].eq_ignore_ascii_case(b"url(") => {
                rest.find(')').map_or(rest.len(), |end| end + 1)
            }
            other => other.len_utf8(),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// The length of the string that the text starts with, quotes included.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::minify;

    #[test]
    fn space_and_comments_go() {
        assert_eq!(minify("/* one */\na , b {\n  color: red;\n  margin: 0 auto;\n}\n"), "a,b{color:red;margin:0 auto}");
    }

    #[test]
    fn space_that_carries_meaning_stays() {
        assert_eq!(minify("a :hover { width: calc(1px + 2px) }"), "a :hover{width:calc(1px + 2px)}");
        assert_eq!(minify("@media (width > 40rem) and (hover) { a{} }"), "@media (width > 40rem) and (hover){a{}}");
        assert_eq!(minify("a/**/b { }"), "a b{}");
    }

    #[test]
    fn strings_and_addresses_stay() {
        assert_eq!(minify(r#"a::after { content: "/*  \" ;  */" }"#), r#"a::after{content:"/*  \" ;  */"}"#);
        assert_eq!(minify("a { background: url(data:a;b,  /*) }"), "a{background:url(data:a;b,  /*)}");
    }

    #[test]
    fn other_alphabets_survive() {
        assert_eq!(minify("a { content: '→ é' ; }"), "a{content:'→ é'}");
    }
}
