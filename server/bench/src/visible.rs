//! What a person sees of a page: its text, without tags, scripts and white space.

/// The parts of a page around and in `<main>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Before it: bar and navigation.
    pub before: String,
    /// The page itself.
    pub main: String,
    /// After it.
    pub after: String,
}

impl Page {
    /// The text of the parts; `None` without a `<body>` or a `<main>`.
    pub fn read(html: &str) -> Option<Page> {
        let (_, body) = html.split_once("<body")?;
        let (_, body) = body.split_once('>')?;
        let (before, rest) = body.split_once("<main")?;
        let (_, rest) = rest.split_once('>')?;
        let (main, after) = rest.rsplit_once("</main>")?;
        Some(Page { before: text(before), main: text(main), after: text(after) })
    }

    /// Where two pages part: a few words of each. `None` when a person sees the same.
    pub fn differs(&self, other: &Page) -> Option<(String, String)> {
        let parts = [(&self.before, &other.before), (&self.main, &other.main), (&self.after, &other.after)];
        parts.into_iter().find(|(one, two)| one != two).map(|(one, two)| {
            let same = one.chars().zip(two.chars()).take_while(|(a, b)| a == b).count();
            let words = |text: &str| text.chars().skip(same.saturating_sub(20)).take(60).collect::<String>();
            (words(one), words(two))
        })
    }
}

/// The text of a piece of HTML, without any white space.
fn text(html: &str) -> String {
    let mut seen = String::with_capacity(html.len() / 4);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push(&mut seen, &rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<script") {
            "</script>"
        } else if rest.starts_with("<style") {
            "</style>"
        } else if rest.starts_with("<template") {
            "</template>"
        } else {
            ">"
        };
        rest = rest.split_once(end).map_or("", |(_, after)| after);
    }
    push(&mut seen, rest);
    seen
}

fn push(seen: &mut String, text: &str) {
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    seen.extend(text.chars().filter(|character| !character.is_whitespace()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_seen_counts() {
        let one = "<html><head><title>x</title></head><body class=\"a\"><p>Hi <!>you</p><script>let a = 1 < 2;</script>\
                   <main id=\"main\"><b>A&amp;B</b> <!-- no --> c</main><i>end</i></body></html>";
        let page = Page::read(one).expect("a page");
        assert_eq!(page, Page { before: "Hiyou".into(), main: "A&Bc".into(), after: "end".into() });
        assert_eq!(Page::read("<body>nothing</body>"), None);
    }

    #[test]
    fn a_difference_is_shown() {
        let page = |main: &str| Page { before: String::new(), main: main.into(), after: String::new() };
        assert_eq!(page("same").differs(&page("same")), None);
        assert_eq!(page("the one").differs(&page("the two")), Some(("the one".into(), "the two".into())));
    }
}
