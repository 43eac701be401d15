//! New passwords: made for somebody, and judged when a person makes one up.

use crate::Result;
use crate::clock::Entropy;
use domain::Problem;
use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::{Score, zxcvbn};

/// Lower-case letters and digits without those that look alike; 32, so that each byte's low bits choose one evenly.
const SYMBOLS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Characters of which the guessing is estimated, which takes longer the more there are.
const JUDGED: usize = 64;

/// Letters and digits that a password has at least beside the words of its context.
const OWN: usize = 8;

/// Four groups of five symbols: 100 random bits, to be read out or copied by hand.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn generate(entropy: &Entropy) -> Result<String> {
    let mut bytes = [0; 20];
    entropy.fill(&mut bytes)?;
    let groups =
        bytes.chunks(5).map(|group| group.iter().map(|byte| char::from(SYMBOLS[usize::from(byte % 32)])).collect());
    Ok(groups.collect::<Vec<String>>().join("-"))
}

/// Judges a new password (NIST SP 800-63B-4, section 3.1.1.2): its length, and whether it is among those that are tried
/// first, be it because many use it or because it is made of `context`: names, addresses and the like that belong to
/// the person.
///
/// # Errors
/// [`Problem::Invalid`] at this field, which is called `label` there.
pub(crate) fn judge(field: &str, label: &str, password: &str, context: &[&str]) -> Result<()> {
    let refused = |fault: &str| Problem::field(field, format!("{label} {fault}."));
    domain::password::check_length(password).map_err(|fault| refused(&fault))?;
    let judged: String = password.nfkc().take(JUDGED).collect();
    if zxcvbn(&judged, &[]).score() < Score::Three {
        let fault = "is among the first that are tried, because it is common or repeats itself; take a few words that \
                     do not belong together";
        return Err(refused(fault).into());
    }
    if own_characters(&judged, context) < OWN {
        let fault =
            "is made of the name, the address or the company it is for; take words that nobody connects with it";
        return Err(refused(fault).into());
    }
    Ok(())
}

/// How many letters and digits of a password are left without the words of its context.
fn own_characters(password: &str, context: &[&str]) -> usize {
    let known = context.iter().copied().chain(["portico"]).map(str::to_lowercase).collect::<Vec<_>>();
    let mut words: Vec<&str> = known.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).collect();
    // The longest first, so that no part of one is left of another; what is shorter is in every other word.
    words.retain(|word| word.chars().count() >= 3);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let left = words.iter().fold(password.to_lowercase(), |left, word| left.replace(word, " "));
    left.chars().filter(|c| c.is_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_password_is_long_new_and_good() {
        let entropy = Entropy::seeded(1);
        let mut made = std::iter::repeat_with(|| generate(&entropy)).filter_map(Result::ok);
        let (one, two) = (made.next().unwrap_or_default(), made.next().unwrap_or_default());
        assert_ne!(one, two);
        assert_eq!(one.len(), 23);
        assert!(one.bytes().all(|byte| byte == b'-' || SYMBOLS.contains(&byte)), "{one}");
        assert!(judge("password", "Password", &one, &["eva.lind@nordicfreight.example"]).is_ok());
    }

    #[test]
    fn what_is_tried_first_is_refused_with_its_reason() {
        let context = ["Eva Lind", "eva.lind@nordicfreight.example", "Nordic Freight"];
        let fault = |password: &str| match judge("new_password", "New password", password, &context) {
            Err(crate::Error::Problem(problem)) => problem.field_errors()[0].message.clone(),
            _ => String::new(),
        };
        assert!(fault("too short").contains("15"));
        for common in ["passwordpassword", "aaaaaaaaaaaaaaaaaaaa", "123456789012345", "qwertyuiopasdfghjkl"] {
            assert!(fault(common).contains("common"), "{common}: {}", fault(common));
        }
        for known in
            ["nordicfreight2026", "eva.lind@nordicfreight.example", "PorticoPortico1", "Eva Lind Nordic Freight"]
        {
            assert!(!fault(known).is_empty(), "{known}");
        }
        assert!(fault("nordicfreightnordicfreight").contains("common"));
        assert!(fault("Nordic Freight Eva Lind").contains("company"), "{}", fault("Nordic Freight Eva Lind"));
        for good in ["seven lamps under the harbour", "a long enough password", "åtta små grodor hoppar över ån"] {
            assert_eq!(fault(good), "");
        }
        assert_eq!(fault(&"four words and a song ".repeat(10)), "", "a long one is no fault");
    }
}
