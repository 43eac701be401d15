//! Swedish.

use super::{Calendar, Draft, list};
use crate::mail::letter::Links;
use crate::mail::{Letter, Message, Purpose};

const CALENDAR: Calendar = Calendar {
    months: [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    after_day: "",
};

#[expect(clippy::too_many_lines, reason = "one arm for each message")]
pub(super) fn letter(message: &Message, links: &Links<'_>) -> Letter {
    match message {
        Message::ChoosePassword { link, until } => Draft::new("Välj ett nytt lösenord")
            .say(format!("Någon har bett om ett nytt lösenord för den här adressen. Om det var du, öppna länken och välj ett. Länken fungerar en gång, till {}.", CALENDAR.moment(*until)))
            .action("Välj ett nytt lösenord", links.once(Purpose::ChoosePassword, *link))
            .note("Om det inte var du behöver du inte göra något: utan länken kan ingen ändra ditt lösenord."),
        Message::AskHolder { account, holder, administrators } => Draft::new("Be om ett nytt lösenord")
            .say(format!("Någon har bett om ett nytt lösenord för den här adressen. Med den loggar man in hos {account}, där lösenord sätts av {account} självt och inte via e-post."))
            .say(match list(administrators, "och", "och andra") {
                None => format!("Om det var du, fråga {holder}, som innehar kontot."),
                Some(others) => format!("Om det var du, fråga {holder}, som innehar kontot. Du administreras också av {others}."),
            })
            .note("Om det inte var du behöver du inte göra något: inget har ändrats."),
        Message::AskedForPassword { account, slug, user, name } => Draft::new(format!("{name} ber om ett nytt lösenord"))
            .say(format!("{name} har bett om ett nytt lösenord för {account} och hänvisades till dig. Inget har ändrats."))
            .say("Försäkra dig om att det verkligen är rätt person innan du ger ut ett nytt lösenord.")
            .action(format!("Öppna {name}"), links.page(&format!("/a/{slug}/users/{user}")))
            .note("Du får det här brevet eftersom du innehar kontot, högst en gång om dagen för varje person."),
        Message::PasswordChosen { at } => Draft::new("Ditt lösenord har ändrats")
            .say(format!("Ett nytt lösenord valdes för den här adressen genom en mejlad länk, {}. Överallt där du var inloggad är du nu utloggad.", CALENDAR.moment(*at)))
            .action("Logga in", links.page("/sign-in"))
            .note("Om det inte var du läser någon annan din e-post. Be om ett nytt lösenord och berätta det för den som sköter din e-post."),
        Message::Invitation { account, inviter, link, until } => Draft::new(format!("{inviter} har lagt till dig i {account}"))
            .say(format!("{inviter} har lagt till dig i {account}. Du kan använda kontot när du har tackat ja. Länken fungerar en gång, till {}.", CALENDAR.moment(*until)))
            .action(format!("Tacka ja och öppna {account}"), links.once(Purpose::Invitation, *link))
            .note("Om du inte vet vad det gäller behöver du inte göra något."),
        Message::InvoiceCreated { account, page, number, amount, due } => Draft::new(format!("Faktura {number} för {account}"))
            .say(format!("Det finns en ny faktura för {account}: {number} på {amount}."))
            .say_if(due.map(|due| format!("Den ska betalas senast den {}.", CALENDAR.day(due))))
            .page("Öppna fakturan", links, page.as_ref())
            .note(why(account)),
        Message::SummaryInvoiceCreated { account, page, number, invoices, amount, due } => {
            Draft::new(format!("Samlingsfaktura {number} för {account}"))
                .say(format!("Det finns en ny samlingsfaktura för {account}: {number} på {amount}. Den sammanfattar {invoices} fakturor."))
                .say_if(due.map(|due| format!("Den ska betalas senast den {}.", CALENDAR.day(due))))
                .page("Öppna samlingsfakturan", links, page.as_ref())
                .note(why(account))
        }
        Message::PaymentReceived { account, page, number, reference, amount, left, paid } => {
            let reference = if reference.is_empty() { String::new() } else { format!(" Betalningens nummer är {reference}.") };
            Draft::new(format!("Betalning av faktura {number} mottagen"))
                .say(format!("Tack. {amount} betalades den {} för {account}, faktura {number}.{reference}", CALENDAR.day(*paid)))
                .say(match left {
                    None => "Inget återstår att betala.".to_owned(),
                    Some(left) => format!("{left} återstår att betala."),
                })
                .page("Öppna kvittot", links, page.as_ref())
                .note(why(account))
        }
        Message::LicenceAssigned { account, page, product, licence, to, until } => Draft::new(format!("{product}: licens tilldelad {to}"))
            .say(format!("Licensen {licence} för {product} hos {account} har tilldelats {to}."))
            .say_if(until.map(|until| format!("Den gäller till och med den {}.", CALENDAR.day(until))))
            .page("Öppna licensen", links, page.as_ref())
            .note(why(account)),
        Message::AccountUpdate { account, page, subject, text } => {
            Draft::new(subject).say_all(text).page("Läs mer", links, page.as_ref()).note(why(account))
        }
        Message::CriticalNotice { account, page, subject, text, until: last } => Draft::new(format!("Viktigt: {subject}"))
            .say_all(text)
            .say_if(last.map(|last| format!("Det kan göras till och med den {}.", CALENDAR.day(last))))
            .page("Öppna", links, page.as_ref())
            .note(why(account)),
        Message::ListMail { name, subscription, subject, text, .. } => Draft::new(subject)
            .say_all(text)
            .note(format!("Du får det här brevet eftersom du prenumererar på {name}."))
            .leave(format!("Avsluta prenumerationen på {name}"), links.once(Purpose::Unsubscribe, *subscription)),
    }
    .done()
}

/// Why somebody is told.
fn why(account: &str) -> String {
    format!("Du får det här brevet eftersom {account} har valt dig för det. Kontots innehavare kan ändra det.")
}
