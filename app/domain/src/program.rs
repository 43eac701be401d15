//! Programs that work with an account: the keys they come with, and the addresses at which they are told of events.

use crate::audit::Event;
use crate::password::Shown;
use crate::{ContactId, FieldError, InvoiceId, IssuerId, KeyId, Problem, WebhookId};
use serde::{Deserialize, Serialize};

/// Characters that the name of a key may have.
pub const NAME_MOST: usize = 60;
/// Characters that the address of a program may have.
pub const URL_MOST: usize = 500;
/// For how many days a key can be made.
pub const KEY_DAYS: [i64; 3] = [30, 90, 365];
/// What a key of an account begins with, so that whoever finds one lying about knows what it is.
pub const KEY_PREFIX: &str = "portico_key_";
/// The same for an operator's key.
pub const OPERATOR_KEY_PREFIX: &str = "portico_operator_";

macro_rules! scopes {
    ($(#[$enum_doc:meta])* $enum:ident { $($(#[$doc:meta])* $name:ident = $text:literal, $label:literal;)+ }) => {
        $(#[$enum_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $enum {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
        }

        impl $enum {
            /// Every one, in the order in which they are listed.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name under which it is stored and sent.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// What it allows, in words.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label),+ }
            }

            /// What a program is told that lacks it.
            #[must_use]
            pub const fn missing(self) -> &'static str {
                match self { $(Self::$name => concat!("This takes a key with the scope ", $text, ".")),+ }
            }

            /// The scope of this name.
            #[must_use]
            pub fn of_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|scope| scope.name() == name)
            }
        }
    };
}

scopes! {
    /// What a key of an account may do there.
    KeyScope {
        /// See the account's own details.
        AccountRead = "account:read", "Read the company’s details";
        /// See the Primary Contacts.
        ContactsRead = "contacts:read", "Read contacts";
        /// Add, change and remove them.
        ContactsWrite = "contacts:write", "Add, change and remove contacts";
        /// See the account's invoices and payments.
        InvoicesRead = "invoices:read", "Read invoices and payments";
        /// See what is for sale and what the account ordered.
        OrdersRead = "orders:read", "Read products and orders";
        /// Place orders and cancel them.
        OrdersWrite = "orders:write", "Place and cancel orders";
        /// See the account's licences and the machines that use them.
        LicencesRead = "licences:read", "Read and check licences";
        /// Give machines seats of them and take these back.
        LicencesWrite = "licences:write", "Activate and deactivate machines";
    }
}

scopes! {
    /// What a key of the operator may do, in every account.
    OperatorScope {
        /// List accounts and see their details.
        AccountsRead = "accounts:read", "Read accounts";
        /// Make accounts.
        AccountsWrite = "accounts:write", "Make accounts";
        /// See the invoices and payments of every account.
        InvoicesRead = "invoices:read", "Read invoices and payments";
        /// Issue invoices and credit notes, say that one never counted, and record what was paid by bank.
        InvoicesWrite = "invoices:write", "Issue, credit and void invoices, and record bank transfers";
        /// See what is sold, and what every account ordered and may order before it has paid.
        OrdersRead = "orders:read", "Read products, orders and credit";
        /// Place, cancel, approve and refuse orders.
        OrdersWrite = "orders:write", "Place, cancel, approve and refuse orders";
        /// See every account's licences and the machines that use them.
        LicencesRead = "licences:read", "Read and check licences";
        /// Give machines seats of them and take these back; hold licences back, and end them.
        LicencesWrite = "licences:write", "Activate and deactivate machines, suspend, resume and revoke licences";
        /// Add products, price and retire them.
        CatalogueWrite = "catalogue:write", "Add, price and retire products";
        /// Say what tax is charged.
        TaxesWrite = "taxes:write", "Set tax rates";
        /// Say how much an account may order before it has paid.
        CreditWrite = "credit:write", "Set the credit of accounts";
        /// See every account's numbers.
        NumbersRead = "numbers:read", "Read numbers";
        /// Add numbers to accounts, and take them away.
        NumbersWrite = "numbers:write", "Add and remove numbers";
        /// See the mailing lists.
        ListsRead = "lists:read", "Read mailing lists";
        /// Add mailing lists. Nothing is sent by a key.
        ListsWrite = "lists:write", "Add mailing lists";
        /// Say what this Portico is called and looks like.
        BrandWrite = "brand:write", "Choose name, colour and mark";
    }
}

/// A Primary Contact, as programs read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactDetails {
    /// Which.
    pub id: ContactId,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The address.
    pub email: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// BCP 47; `None` takes the language of the country.
    pub language: Option<String>,
    /// The types of mail that they receive, by id.
    pub mail: Vec<String>,
    /// Grows with each change.
    pub version: i32,
}

/// An invoice, a summary invoice or a credit note, as programs read it. Amounts are plain, like `1234.50`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceDetails {
    /// Which.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// What it is.
    pub kind: &'static str,
    /// How it stands.
    pub state: &'static str,
    /// Who issued it.
    pub issuer: IssuerId,
    /// ISO 4217.
    pub currency: String,
    /// Before tax.
    pub net: String,
    /// The tax.
    pub tax: String,
    /// What it asks for; what a credit note takes back.
    pub total: String,
    /// What was paid.
    pub paid: String,
    /// What is left to pay.
    pub due: String,
    /// The day of its issue, like `2026-05-01`.
    pub issued_on: String,
    /// The day on which it is due.
    pub due_on: String,
    /// The buyer's own reference.
    pub reference: String,
    /// A note to the buyer.
    pub note: String,
}

/// One line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceLine {
    /// For what.
    pub description: String,
    /// How much of it.
    pub quantity: String,
    /// What one of it is.
    pub unit: String,
    /// What one of it costs.
    pub unit_price: String,
    /// What the line comes to before tax.
    pub net: String,
}

/// The form that makes a key, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyForm {
    /// What the key is for.
    pub name: String,
    /// The scopes by name.
    pub scopes: Vec<String>,
    /// After how many days it ends: one of [`KEY_DAYS`].
    pub days: String,
}

/// A key to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// What it is for.
    pub name: String,
    /// What it may do; not empty.
    pub scopes: Vec<KeyScope>,
    /// After how many days it ends.
    pub days: i64,
}

impl KeyForm {
    /// Parses it. The browser calls this too.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one.
    pub fn parse(&self) -> Result<NewKey, Problem> {
        let mut errors = Vec::new();
        let name =
            parse_name(&self.name).map_err(|fault| errors.push(FieldError::new("name", fault))).unwrap_or_default();
        let scopes: Vec<Option<KeyScope>> = self.scopes.iter().map(|scope| KeyScope::of_name(scope)).collect();
        if scopes.is_empty() || scopes.contains(&None) {
            errors.push(FieldError::new("scopes", "What the key may do is missing; tick at least one box."));
        }
        let days = self.days.parse().ok().filter(|days| KEY_DAYS.contains(days));
        if days.is_none() {
            errors.push(FieldError::new("days", "When the key ends is missing; choose it from the list."));
        }
        match (errors.is_empty(), days) {
            (true, Some(days)) => {
                let mut scopes: Vec<KeyScope> = scopes.into_iter().flatten().collect();
                scopes.sort_unstable();
                scopes.dedup();
                Ok(NewKey { name, scopes, days })
            }
            _ => Err(Problem::Invalid { errors }),
        }
    }
}

/// Checks the name of a key.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn parse_name(name: &str) -> Result<String, String> {
    match crate::text::line(name, NAME_MOST) {
        Ok(name) if name.is_empty() => Err("Name is missing; say what the key is for.".to_owned()),
        Ok(name) => Ok(name),
        Err(fault) => Err(format!("Name {fault}.")),
    }
}

/// The page of an account's keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeysView {
    /// The newest first; also those that have ended a short while ago.
    pub keys: Vec<KeyView>,
    /// Whether making one asks for the actor's own password.
    pub confirm: bool,
    /// Whether the actor may make and end them.
    pub manage: bool,
}

/// A key, as its page shows it. The secret is not among it: nobody has it but the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyView {
    /// Which.
    pub id: KeyId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<KeyScope>,
    /// Who made it.
    pub maker: String,
    /// When, as the reader reads dates.
    pub made: String,
    /// Until when it can be used.
    pub expires: String,
    /// When it was used last; empty when it never was.
    pub last_used: String,
    /// Why it cannot be used any more; empty while it can.
    pub over: String,
}

/// What is told once, right after a key was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyMade {
    /// What it is for.
    pub name: String,
    /// The key.
    pub secret: Shown,
    /// Until when it can be used, as the reader reads dates.
    pub expires: String,
}

/// The events that an address can be told of, in the order of the audit log's names: what concerns the account and its
/// business, and nothing about its people's access, passwords and profiles.
#[must_use]
pub fn told_events() -> Vec<Event> {
    let is_told = |event: &Event| {
        let is_about_signing_in = ["self_service", "second_factor"].iter().any(|word| event.name().contains(word));
        subject(*event).is_some() && !is_about_signing_in
    };
    Event::told().filter(is_told).collect()
}

/// The heading over the events of a kind that an address can be told of.
#[must_use]
pub fn subject(event: Event) -> Option<&'static str> {
    match event.name().split('.').next().unwrap_or_default() {
        "account" | "company" => Some("The account"),
        "contact" => Some("Primary Contacts"),
        "order" | "licence" => Some("Orders and licences"),
        "invoice" | "payment" => Some("Invoices and payments"),
        _ => None,
    }
}

/// The form that adds an address, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookForm {
    /// The address.
    pub url: String,
    /// The events, by their names in the audit log.
    pub events: Vec<String>,
}

impl WebhookForm {
    /// Parses the events, and checks that there is an address. Whether that can be used, the server finds out.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one.
    pub fn parse(&self) -> Result<(String, Vec<Event>), Problem> {
        let mut errors = Vec::new();
        let url = self.url.trim();
        if url.is_empty() {
            errors.push(FieldError::new("url", "Address is missing; type one like https://example.com/portico."));
        } else if url.chars().count() > URL_MOST {
            errors.push(FieldError::new("url", format!("Address is too long; at most {URL_MOST} characters fit.")));
        }
        let told = told_events();
        let events: Vec<Option<Event>> =
            self.events.iter().map(|name| told.iter().copied().find(|event| event.name() == name)).collect();
        if events.is_empty() || events.contains(&None) {
            errors.push(FieldError::new("events", "What it is told of is missing; tick at least one box."));
        }
        if errors.is_empty() {
            Ok((url.to_owned(), events.into_iter().flatten().collect()))
        } else {
            Err(Problem::Invalid { errors })
        }
    }
}

/// The page of the addresses that are told of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhooksView {
    /// The newest first.
    pub endpoints: Vec<WebhookView>,
    /// What one can be told of, under what it is about: each event's name and its words.
    pub events: Vec<(String, Vec<(String, String)>)>,
    /// Whether adding one asks for the actor's own password.
    pub confirm: bool,
    /// Whether the actor may change anything.
    pub manage: bool,
}

/// An address that is told of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookView {
    /// Which.
    pub id: WebhookId,
    /// The address.
    pub url: String,
    /// What it is told of, in words.
    pub events: Vec<String>,
    /// Who added it.
    pub maker: String,
    /// When, as the reader reads dates.
    pub added: String,
    /// Nothing is sent to it at the moment.
    pub paused: bool,
    /// Since when it has not answered for so long that events were given up; empty while it is well.
    pub failing_since: String,
}

/// One address with what was sent to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookLog {
    /// The address.
    pub endpoint: WebhookView,
    /// The newest first.
    pub deliveries: Vec<DeliveryView>,
    /// The time zone in which times are told.
    pub zone: String,
    /// Whether the actor may change anything.
    pub manage: bool,
}

/// An event on its way to an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryView {
    /// The message's id, as the address sees it.
    pub id: String,
    /// When the event was, as the reader reads dates.
    pub at: String,
    /// The event's name.
    pub event: String,
    /// What was answered last, or why there was no answer; empty before the first try.
    pub answer: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next; empty when it is done.
    pub next: String,
    /// Where it stands.
    pub state: DeliveryState,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits for its next try.
    Waiting,
    /// It was taken.
    Done,
    /// It was given up.
    GivenUp,
}

/// What is told once, right after an address was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookMade {
    /// The address.
    pub url: String,
    /// With what messages to it are signed.
    pub secret: Shown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_key_is_told_at_once() {
        let Err(Problem::Invalid { errors }) = KeyForm::default().parse() else { panic!("it is refused") };
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["name", "scopes", "days"]);
        let form = |scope: &str, days: &str| KeyForm {
            name: " Bridge ".into(),
            scopes: vec![scope.into()],
            days: days.into(),
        };
        let made = form("account:read", "90").parse().expect("a key");
        assert_eq!(made, NewKey { name: "Bridge".into(), scopes: vec![KeyScope::AccountRead], days: 90 });
        assert!(form("accounts:write", "90").parse().is_err(), "an operator's scope");
        assert!(form("account:read", "9000").parse().is_err());
    }

    #[test]
    fn nothing_is_told_about_access_and_passwords() {
        for event in told_events() {
            let name = event.name();
            assert!(
                !name.starts_with("password") && !name.starts_with("access") && !name.starts_with("user"),
                "{name}"
            );
            assert!(!name.contains("self_service"), "{name}");
        }
        assert!(told_events().contains(&Event::CompanyEdited));
    }

    #[test]
    fn nothing_is_told_of_what_the_operator_prepares() {
        assert!(told_events().contains(&Event::InvoiceIssued));
        for event in told_events() {
            assert!(!event.name().contains("draft"), "{}", event.name());
        }
    }
}
