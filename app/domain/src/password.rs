//! What a new password must be (NIST SP 800-63B-4, section 3.1.1): long enough, not too long to hash, no rules about
//! its composition.

/// Characters that a password needs at least.
pub const LEAST: usize = 15;
/// Characters that a password may have at most.
pub const MOST: usize = 256;

/// Checks the length of a new password, in characters.
///
/// # Errors
/// What is wrong with it, as the end of a sentence that starts with the field's name.
pub fn check_length(password: &str) -> Result<(), String> {
    match password.chars().count() {
        0 => Err("is missing".to_owned()),
        length if length < LEAST => {
            Err(format!("is {length} characters long; use at least {LEAST}, a few words for instance"))
        }
        length if length > MOST => Err(format!("is {length} characters long; at most {MOST} fit")),
        _ => Ok(()),
    }
}
