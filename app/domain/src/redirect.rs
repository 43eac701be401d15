//! Where a person may be sent next.

/// Accepts `target` only when it is a path on this very site: one leading slash, printable ASCII, no backslash.
/// Anything else could lead a person who trusts our address to somebody else's (an open redirect), or break the
/// `Location` header.
#[must_use]
pub fn local_path(target: &str) -> Option<&str> {
    let rest = target.strip_prefix('/')?;
    let safe = !rest.starts_with(['/', '\\'])
        && target.len() <= 2000
        && target.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b'\\');
    safe.then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site() {
        for good in ["/", "/a/nordic-freight/users?open=1", "/sign-in#x"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in [
            "",
            "a",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "/å",
            "/\t/evil.example",
            "javascript:alert(1)",
        ] {
            assert_eq!(local_path(bad), None, "{bad:?}");
        }
    }
}
