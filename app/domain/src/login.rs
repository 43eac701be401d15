//! Authorized Logins: users who may do something for the whole account, and which mail they receive.

use crate::email::Email;
use crate::notification::{MailType, MailTypeView, chosen};
use crate::password::check_length;
use crate::role::Role;
use crate::{FieldError, Problem, UserId, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The page that lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginsView {
    /// The account holder first, the others by name.
    pub logins: Vec<LoginRow>,
    /// What the dialog that adds one offers.
    pub types: Vec<MailTypeView>,
    /// Whether that dialog asks for the actor's own password.
    pub confirm: bool,
}

/// A login at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginRow {
    /// The user.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// They hold the account, and have every role by that.
    pub is_holder: bool,
    /// What they may do for the whole account.
    pub roles: Vec<Role>,
    /// The mail that they receive, by the names of its types.
    pub mail: Vec<String>,
    /// When they were last active, or that they never were.
    pub last_active: String,
    /// They are suspended.
    pub suspended: bool,
    /// They were invited and have not accepted: the last day on which they can; empty when they were not.
    pub invited_until: String,
    /// That day is over.
    pub invitation_over: bool,
    /// They can sign in.
    pub can_sign_in: bool,
    /// Mail to their address could not be delivered: since when and why, as a sentence; empty when it can.
    pub bounced: String,
}

/// One login, in the dialog that edits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginView {
    /// As in the list.
    pub login: LoginRow,
    /// Their own name, as it is stored.
    pub full_name: String,
    /// Every type of mail, with whether they receive it.
    pub types: Vec<MailTypeView>,
    /// Why no role can be given to them; empty when one can.
    pub no_roles: String,
    /// They are listed among the Authorized Logins.
    pub is_listed: bool,
    /// Who set their address last, as a sentence; empty when they did themselves.
    pub email_note: String,
    /// Whether the actor may set them a new password.
    pub set_password: bool,
    /// Whether the form asks for the actor's own password.
    pub confirm: bool,
    /// The version that the form is filled from.
    pub version: i32,
}

/// The form that adds a login or edits one, as typed, but for passwords.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginForm {
    /// The address; not in the form that edits.
    #[serde(default)]
    pub email: String,
    /// The person's name.
    #[serde(default)]
    pub full_name: String,
    /// *Activate Licenses*.
    #[serde(default)]
    pub activate_licenses: bool,
    /// *Make Purchases*.
    #[serde(default)]
    pub make_purchases: bool,
    /// *View and Pay Invoices*.
    #[serde(default)]
    pub pay_invoices: bool,
    /// The types of mail that are ticked, by id.
    #[serde(default)]
    pub mail: BTreeMap<String, bool>,
    /// The version that the form was filled from.
    #[serde(default)]
    pub version: i32,
}

/// A login as it is to be, but for its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The person's name.
    pub full_name: String,
    /// What they may do for the whole account.
    pub roles: Vec<Role>,
    /// The mail that they receive.
    pub types: Vec<MailType>,
}

impl LoginForm {
    /// Parses what adding and editing have in common.
    ///
    /// # Errors
    /// [`Problem::Invalid`] without a name.
    pub fn parse(&self) -> Result<Login, Problem> {
        let full_name = name(&self.full_name).map_err(|fault| Problem::field("full_name", fault))?;
        let ticked = [self.activate_licenses, self.make_purchases, self.pay_invoices];
        let roles = Role::ALL.into_iter().zip(ticked).filter_map(|(role, ticked)| ticked.then_some(role)).collect();
        Ok(Login { full_name, roles, types: chosen(&self.mail) })
    }

    /// Parses the form that adds a login. The browser calls this too.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one.
    pub fn parse_new(&self, password: &str, again: &str) -> Result<(Email, Login), Problem> {
        let mut errors = Vec::new();
        let email = self.email.parse::<Email>().map_err(|fault| {
            let fault =
                if self.email.trim().is_empty() { "is missing; write the address they sign in with" } else { fault };
            errors.push(FieldError::new("email", format!("Email Address {fault}.")));
        });
        let login = self.parse().map_err(|problem| errors.extend(problem.field_errors().to_vec()));
        if let Err(fault) = check_length(password) {
            errors.push(FieldError::new("new_password", format!("New Password {fault}.")));
        }
        if again.is_empty() {
            errors.push(FieldError::new(
                "confirm_password",
                "Confirm Password is missing; write the new password again.",
            ));
        } else if again != password {
            errors.push(FieldError::new(
                "confirm_password",
                "Confirm Password differs from New Password; write the same twice.",
            ));
        }
        match (email, login) {
            (Ok(email), Ok(login)) if errors.is_empty() => Ok((email, login)),
            _ => Err(Problem::Invalid { errors }),
        }
    }
}

fn name(typed: &str) -> Result<String, String> {
    match text::line(typed, 100) {
        Ok(name) if name.is_empty() => Err("Full Name is missing; write the person’s name.".to_owned()),
        Ok(name) => Ok(name),
        Err(fault) => Err(format!("Full Name {fault}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_required() {
        let problem = LoginForm::default().parse_new("", "").expect_err("refused");
        let fields: Vec<&str> = problem.field_errors().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["email", "full_name", "new_password", "confirm_password"]);
    }

    #[test]
    fn a_password_is_typed_twice() {
        let form = LoginForm { email: "a@b.example".into(), full_name: "A".into(), ..LoginForm::default() };
        let password = "seven lamps under the harbour";
        assert!(form.parse_new(password, password).is_ok());
        let problem = form.parse_new(password, "eight lamps under the harbour").expect_err("refused");
        assert_eq!(problem.field_errors()[0].field, "confirm_password");
    }
}
