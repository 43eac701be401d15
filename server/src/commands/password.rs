//! First passwords, made to be copied by hand.

use backend::clock::Entropy;

/// Lower-case letters and digits without those that look alike; 32, so that each byte's low bits choose one evenly.
const SYMBOLS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Four groups of five symbols: 100 random bits.
///
/// # Errors
/// When the operating system has no randomness to give.
pub(super) fn generate(entropy: &Entropy) -> backend::Result<String> {
    let mut bytes = [0; 20];
    entropy.fill(&mut bytes)?;
    let groups =
        bytes.chunks(5).map(|group| group.iter().map(|byte| char::from(SYMBOLS[usize::from(byte % 32)])).collect());
    Ok(groups.collect::<Vec<String>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_new() {
        let entropy = Entropy::seeded(1);
        let mut made = std::iter::repeat_with(|| generate(&entropy)).filter_map(Result::ok);
        let (one, two) = (made.next().unwrap_or_default(), made.next().unwrap_or_default());
        assert_ne!(one, two);
        assert_eq!(one.len(), 23);
        assert!(one.bytes().all(|byte| byte == b'-' || SYMBOLS.contains(&byte)), "{one}");
    }
}
