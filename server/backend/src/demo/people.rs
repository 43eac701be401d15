//! Who may do something for the whole of Nordic Freight, and who receives its mail: an accountant, a buyer, an engineer,
//! two contacts, and one type of mail that nobody receives.

use super::nordic::address;
use crate::access::Permit;
use crate::store::notifications::Who;
use crate::{Portico, Result, store};
use domain::contact::Contact;
use domain::notification::MailType;
use domain::role::Role;
use domain::{ContactId, LoginId, Problem, UserId};
use std::collections::HashMap;

/// A name among the staff, what they may do, and the mail that they receive.
const LOGINS: [(&str, Role, &[MailType]); 3] = [
    ("Per Sjöberg", Role::PayInvoices, &[MailType::InvoiceCreated, MailType::SummaryInvoiceCreated]),
    ("Britt Lindgren", Role::MakePurchases, &[]),
    ("Magnus Pedersen", Role::ActivateLicenses, &[MailType::LicenceAssigned]),
];

/// First and last name, address, country, and the mail that they receive.
const CONTACTS: [(&str, &str, &str, &str, &[MailType]); 2] = [
    (
        "Maria",
        "Nyström",
        "maria.nystrom@ledgerline.example",
        "SE",
        &[MailType::InvoiceCreated, MailType::SummaryInvoiceCreated],
    ),
    ("Thomas", "Keller", "thomas.keller@hafenwacht.example", "DE", &[MailType::CriticalNotices]),
];

/// Gives them what they have; `logins` are those of everybody who can sign in, by name.
pub(super) async fn load(
    portico: &Portico,
    permit: &mut Permit,
    holder: UserId,
    logins: &HashMap<&'static str, LoginId>,
) -> Result<()> {
    let account = permit.account();
    for (name, role, types) in LOGINS {
        let handle = address(name)?.to_string();
        let user = store::persons::of_handle(permit.tx(), account, &handle).await?.ok_or(Problem::NotFound)?;
        if let Some(login) = logins.get(name) {
            store::invitations::bind(permit, user, *login).await?;
        }
        store::authorized::save(permit, user, name, &[role], 1).await?;
        store::notifications::set(permit, Who::User(user), types).await?;
    }
    for (first_name, last_name, email, country, types) in CONTACTS {
        let id = ContactId(portico.entropy.id(permit.now())?);
        let contact = Contact {
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            email: super::email(email)?,
            country,
            language: None,
            types: types.to_vec(),
        };
        store::contacts::insert(permit, id, &contact).await?;
        store::notifications::set(permit, Who::Contact(id.0), types).await?;
    }
    let received: Vec<MailType> =
        MailType::ALL.iter().copied().filter(|known| *known != MailType::AccountUpdates).collect();
    store::notifications::set(permit, Who::User(holder), &received).await
}
