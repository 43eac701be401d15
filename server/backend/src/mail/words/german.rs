//! German.

use super::{Calendar, Draft, list};
use crate::mail::letter::Links;
use crate::mail::{Letter, Message, Purpose};

const CALENDAR: Calendar = Calendar {
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    after_day: ".",
};

#[expect(clippy::too_many_lines, reason = "one arm for each message")]
pub(super) fn letter(message: &Message, links: &Links<'_>) -> Letter {
    match message {
        Message::ChoosePassword { link, until } => Draft::new("Neues Passwort wählen")
            .say(format!("Jemand hat für diese Adresse um ein neues Passwort gebeten. Wenn Sie es waren, öffnen Sie den Link und wählen Sie eines. Der Link gilt einmal, bis {}.", CALENDAR.moment(*until)))
            .action("Neues Passwort wählen", links.once(Purpose::ChoosePassword, *link))
            .note("Wenn Sie es nicht waren, brauchen Sie nichts zu tun: Ohne den Link kann niemand Ihr Passwort ändern."),
        Message::AskHolder { account, holder, administrators } => Draft::new("Um ein neues Passwort bitten")
            .say(format!("Jemand hat für diese Adresse um ein neues Passwort gebeten. Sie gehört zu {account}; dort vergibt {account} die Passwörter selbst, nicht per E-Mail."))
            .say(match list(administrators, "und", "und andere") {
                None => format!("Wenn Sie es waren, fragen Sie {holder}: Ihm oder ihr gehört das Konto."),
                Some(others) => format!("Wenn Sie es waren, fragen Sie {holder}: Ihm oder ihr gehört das Konto. Sie werden außerdem verwaltet von {others}."),
            })
            .note("Wenn Sie es nicht waren, brauchen Sie nichts zu tun: Es wurde nichts geändert."),
        Message::AskedForPassword { account, slug, user, name } => Draft::new(format!("{name} bittet um ein neues Passwort"))
            .say(format!("{name} hat für {account} um ein neues Passwort gebeten und wurde an Sie verwiesen. Es wurde nichts geändert."))
            .say("Vergewissern Sie sich, dass es wirklich diese Person ist, bevor Sie ein neues Passwort vergeben.")
            .action(format!("{name} öffnen"), links.page(&format!("/a/{slug}/users/{user}")))
            .note("Sie erhalten diese E-Mail, weil Ihnen das Konto gehört, für jede Person höchstens einmal am Tag."),
        Message::PasswordChosen { at } => Draft::new("Ihr Passwort wurde geändert")
            .say(format!("Für diese Adresse wurde über einen zugesandten Link ein neues Passwort gewählt, am {}. Überall, wo Sie angemeldet waren, sind Sie jetzt abgemeldet.", CALENDAR.moment(*at)))
            .action("Anmelden", links.page("/sign-in"))
            .note("Wenn Sie es nicht waren, liest jemand anderes Ihre E-Mails. Bitten Sie um ein neues Passwort und sagen Sie es denen, die Ihre E-Mail betreuen."),
        Message::Invitation { account, inviter, link, until } => Draft::new(format!("{inviter} hat Sie zu {account} hinzugefügt"))
            .say(format!("{inviter} hat Sie zu {account} hinzugefügt. Sie können das Konto nutzen, sobald Sie annehmen. Der Link gilt einmal, bis {}.", CALENDAR.moment(*until)))
            .action(format!("Annehmen und {account} öffnen"), links.once(Purpose::Invitation, *link))
            .note("Wenn Sie nicht wissen, worum es geht, brauchen Sie nichts zu tun."),
        Message::InvoiceCreated { account, page, number, amount, due } => Draft::new(format!("Rechnung {number} für {account}"))
            .say(format!("Es gibt eine neue Rechnung für {account}: {number} über {amount}."))
            .say_if(due.map(|due| format!("Sie ist bis zum {} zu zahlen.", CALENDAR.day(due))))
            .page("Rechnung öffnen", links, page.as_ref())
            .note(why(account)),
        Message::SummaryInvoiceCreated { account, page, number, invoices, amount, due } => {
            Draft::new(format!("Sammelrechnung {number} für {account}"))
                .say(format!("Es gibt eine neue Sammelrechnung für {account}: {number} über {amount}. Sie fasst {invoices} Rechnungen zusammen."))
                .say_if(due.map(|due| format!("Sie ist bis zum {} zu zahlen.", CALENDAR.day(due))))
                .page("Sammelrechnung öffnen", links, page.as_ref())
                .note(why(account))
        }
        Message::PaymentReceived { account, page, number, reference, amount, left, paid } => {
            let reference = if reference.is_empty() { String::new() } else { format!(" Die Nummer der Zahlung ist {reference}.") };
            Draft::new(format!("Zahlung der Rechnung {number} eingegangen"))
                .say(format!("Danke. {amount} wurden am {} für {account}, Rechnung {number}, gezahlt.{reference}", CALENDAR.day(*paid)))
                .say(match left {
                    None => "Es ist nichts mehr offen.".to_owned(),
                    Some(left) => format!("Offen sind noch {left}."),
                })
                .page("Beleg öffnen", links, page.as_ref())
                .note(why(account))
        }
        Message::LicenceAssigned { account, page, product, licence, to, until } => Draft::new(format!("{product}: Lizenz zugewiesen an {to}"))
            .say(format!("Die Lizenz {licence} für {product} von {account} wurde {to} zugewiesen."))
            .say_if(until.map(|until| format!("Sie gilt bis zum {}.", CALENDAR.day(until))))
            .page("Lizenz öffnen", links, page.as_ref())
            .note(why(account)),
        Message::AccountUpdate { account, page, subject, text } => {
            Draft::new(subject).say_all(text).page("Mehr lesen", links, page.as_ref()).note(why(account))
        }
        Message::CriticalNotice { account, page, subject, text, until: last } => Draft::new(format!("Wichtig: {subject}"))
            .say_all(text)
            .say_if(last.map(|last| format!("Das ist bis zum {} möglich.", CALENDAR.day(last))))
            .page("Öffnen", links, page.as_ref())
            .note(why(account)),
        Message::ListMail { name, subscription, subject, text, .. } => Draft::new(subject)
            .say_all(text)
            .note(format!("Sie erhalten diese E-Mail, weil Sie {name} abonniert haben."))
            .leave(format!("{name} abbestellen"), links.once(Purpose::Unsubscribe, *subscription)),
    }
    .done()
}

/// Why somebody is told.
fn why(account: &str) -> String {
    format!(
        "Sie erhalten diese E-Mail, weil {account} Sie dafür ausgewählt hat. Wem das Konto gehört, kann das ändern."
    )
}
