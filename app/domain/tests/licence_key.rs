//! A slip in a licence's key is found before anything is asked: every wrong sign, and every two that changed places.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use domain::licence::LicenceKey;
use proptest::prelude::*;

const SIGNS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn keys() -> impl Strategy<Value = LicenceKey> {
    any::<[u8; LicenceKey::RANDOM]>()
        .prop_filter_map("a check sign that looks like another", |bytes| LicenceKey::of_random(&bytes))
}

fn signs(key: &LicenceKey) -> Vec<char> {
    key.as_str().chars().filter(|c| *c != '-').collect()
}

fn is_read(signs: &[char]) -> bool {
    signs.iter().collect::<String>().parse::<LicenceKey>().is_ok()
}

proptest! {
    #[test]
    fn a_key_is_read_as_it_was_written(key in keys()) {
        prop_assert_eq!(key.as_str().len(), 29);
        prop_assert_eq!(key.as_str().parse::<LicenceKey>(), Ok(key.clone()));
        let sloppy = key.as_str().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        prop_assert_eq!(sloppy.parse::<LicenceKey>(), Ok(key));
    }

    #[test]
    fn every_wrong_sign_is_found(key in keys()) {
        let right = signs(&key);
        for place in 0..right.len() {
            for wrong in SIGNS.chars().filter(|wrong| *wrong != right[place]) {
                let mut typed = right.clone();
                typed[place] = wrong;
                prop_assert!(!is_read(&typed), "{wrong} at {place} of {key}");
            }
        }
    }

    #[test]
    fn every_two_signs_that_changed_places_are_found(key in keys()) {
        let right = signs(&key);
        for one in 0..right.len() {
            for other in (one + 1..right.len()).filter(|other| right[one] != right[*other]) {
                let mut typed = right.clone();
                typed.swap(one, other);
                prop_assert!(!is_read(&typed), "{one} and {other} of {key}");
            }
        }
    }
}

#[test]
fn few_random_bytes_make_no_key() {
    let made = (0..=255_u8).filter(|byte| LicenceKey::of_random(&[*byte; LicenceKey::RANDOM]).is_some()).count();
    assert!(made > 150, "{made} of 256");
}

#[test]
fn what_is_wrong_is_told() {
    let fault = |typed: &str| typed.parse::<LicenceKey>().expect_err("no key");
    assert_eq!(fault("ABC"), "has 3 signs; a key has 25, in five groups of five");
    assert_eq!(fault("U"), "holds “U”, which no key has; look at that sign again");
    assert_eq!(fault("7Ö"), "holds “Ö”, which no key has; look at that sign again");
    assert!(fault(&"0".repeat(25)).starts_with("holds a slip"));
    // A sign too many is told although the check sign still fits: noughts before it weigh nothing.
    let made = (0..=255_u8).find_map(|byte| LicenceKey::of_random(&[byte; LicenceKey::RANDOM])).expect("a key");
    assert_eq!(fault(&format!("0{made}")), "has 26 signs; a key has 25, in five groups of five");
    assert_eq!(fault(&made.as_str()[1..]), "has 24 signs; a key has 25, in five groups of five");
}
