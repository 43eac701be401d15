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
        Message::SecondFactorSetUp { at } => Draft::new("Ihr zweiter Faktor ist eingerichtet")
            .say(format!("Seit dem {} wird bei der Anmeldung mit dieser Adresse nach einem Code aus einer Authentifizierungs-App gefragt. Ihre anderen Sitzungen wurden beendet.", CALENDAR.moment(*at)))
            .action("Anmelden", links.page("/sign-in"))
            .note(NOT_YOU),
        Message::SecondFactorRemoved { at } => Draft::new("Ihr zweiter Faktor wurde entfernt")
            .say(format!("Seit dem {} genügt bei der Anmeldung mit dieser Adresse das Passwort.", CALENDAR.moment(*at)))
            .action("Anmelden", links.page("/sign-in"))
            .note(NOT_YOU),
        Message::SecondFactorReset { account, by, at } => Draft::new("Ihr zweiter Faktor wurde zurückgesetzt")
            .say(format!("{by} hat den zweiten Faktor dieser Adresse in {account} am {} entfernt. Überall, wo Sie angemeldet waren, sind Sie abgemeldet. Zur Anmeldung genügt jetzt Ihr Passwort; richten Sie danach einen neuen zweiten Faktor ein.", CALENDAR.moment(*at)))
            .action("Anmelden", links.page("/sign-in"))
            .note("Wenn Sie nicht darum gebeten haben, sagen Sie es dem Inhaber Ihres Kontos."),
        Message::RecoveryCodeUsed { at, left } => Draft::new("Ein Wiederherstellungscode wurde benutzt")
            .say(format!("Am {} hat sich jemand mit dieser Adresse angemeldet, mit ihrem Passwort und einem Wiederherstellungscode. Verbleibende Wiederherstellungscodes: {left}.", CALENDAR.moment(*at)))
            .action("Anmelden", links.page("/sign-in"))
            .note(NOT_YOU),
        Message::ConfirmEmail { old, link, until } => Draft::new("Bestätigen Sie Ihre neue Adresse")
            .say(format!("Jemand, der sich als {old} anmeldet, möchte sich künftig mit dieser Adresse anmelden. Wenn Sie das waren, öffnen Sie den Link. Er gilt einmal, bis {}.", CALENDAR.moment(*until)))
            .action("Adresse bestätigen", links.once(Purpose::ChangeEmail, *link))
            .note("Wenn Sie das nicht waren, ist nichts zu tun: Ohne den Link ändert sich nichts."),
        Message::EmailTaken => Draft::new("Diese Adresse ist schon vergeben")
            .say("Jemand wollte sich künftig mit dieser Adresse anmelden. Das geht nicht, weil sie hier schon benutzt wird. Es wurde nichts geändert.")
            .action("Anmelden", links.page("/sign-in"))
            .note("Wenn Sie das waren, melden Sie sich wie bisher mit dieser Adresse an. Sonst ist nichts zu tun."),
        Message::EmailChangeAsked { new, at } => Draft::new("Eine andere Adresse wurde verlangt")
            .say(format!("Am {} hat jemand, der als Sie angemeldet ist, verlangt, sich mit {new} statt mit dieser Adresse anzumelden. Noch hat sich nichts geändert: Zuerst muss der Link geöffnet werden, der dorthin geschickt wurde.", CALENDAR.moment(*at)))
            .action("Anmelden", links.page("/sign-in"))
            .note("Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Wählen Sie sofort ein neues: Damit endet auch der Link."),
        Message::EmailChanged { new, at } => Draft::new("Sie melden sich jetzt mit einer anderen Adresse an")
            .say(format!("Seit dem {} melden Sie sich mit {new} an und nicht mehr mit dieser Adresse. Ihre anderen Sitzungen wurden beendet.", CALENDAR.moment(*at)))
            .action("Anmelden", links.page("/sign-in"))
            .note("Wenn Sie das nicht waren, bitten Sie sofort den Inhaber Ihres Kontos um Hilfe."),
        Message::HolderSet { account, holder, at } => Draft::new(format!("{account} hat einen anderen Inhaber"))
            .say(format!("Der Betreiber dieses Portals hat {holder} am {} zum Inhaber von {account} gemacht, weil dessen Inhaber nicht mehr da war. Es steht im Verlauf des Kontos.", CALENDAR.moment(*at)))
            .action(format!("{account} öffnen"), links.page("/"))
            .note("Sie erhalten diese E-Mail, weil Sie das Konto innehatten, es jetzt innehaben oder es ganz verwalten. Wenn etwas nicht stimmt, sagen Sie es dem Betreiber dieses Portals."),
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
        Message::InvoiceOverdue { account, page, number, left, due } => Draft::new(format!("Rechnung {number} ist überfällig"))
            .say(format!("Rechnung {number} für {account} war bis zum {} zu zahlen. Offen sind noch {left}.", CALENDAR.day(*due)))
            .page("Rechnung öffnen", links, page.as_ref())
            .note("Wurde sie in den letzten Tagen bezahlt, ist nichts zu tun.")
            .note(why(account)),
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

/// What to do when somebody else did it.
const NOT_YOU: &str = "Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Wählen Sie sofort ein neues und beenden Sie Ihre Sitzungen in „Mein Profil“.";

/// Why somebody is told.
fn why(account: &str) -> String {
    format!(
        "Sie erhalten diese E-Mail, weil {account} Sie dafür ausgewählt hat. Wem das Konto gehört, kann das ändern."
    )
}
