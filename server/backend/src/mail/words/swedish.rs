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
        Message::SecondFactorSetUp { at } => Draft::new("Din andra faktor är på plats")
            .say(format!("Sedan {} krävs en kod från en autentiseringsapp för att logga in med den här adressen. Dina andra sessioner har avslutats.", CALENDAR.moment(*at)))
            .action("Logga in", links.page("/sign-in"))
            .note(NOT_YOU),
        Message::SecondFactorRemoved { at } => Draft::new("Din andra faktor har tagits bort")
            .say(format!("Sedan {} räcker lösenordet för att logga in med den här adressen.", CALENDAR.moment(*at)))
            .action("Logga in", links.page("/sign-in"))
            .note(NOT_YOU),
        Message::SecondFactorReset { account, by, at } => Draft::new("Din andra faktor har återställts")
            .say(format!("{by} tog bort den andra faktorn för den här adressen i {account}, {}. Överallt där du var inloggad är du nu utloggad. Lösenordet räcker för att logga in; lägg sedan till en ny andra faktor.", CALENDAR.moment(*at)))
            .action("Logga in", links.page("/sign-in"))
            .note("Om du inte har bett om det, berätta det för kontots innehavare."),
        Message::RecoveryCodeUsed { at, left } => Draft::new("En återställningskod har använts")
            .say(format!("Någon loggade in med den här adressen {}, med lösenordet och en återställningskod. Återställningskoder som är kvar: {left}.", CALENDAR.moment(*at)))
            .action("Logga in", links.page("/sign-in"))
            .note(NOT_YOU),
        Message::ConfirmEmail { old, link, until } => Draft::new("Bekräfta din nya adress")
            .say(format!("Någon som loggar in som {old} vill i fortsättningen logga in med den här adressen. Om det var du, öppna länken. Den fungerar en gång, till {}.", CALENDAR.moment(*until)))
            .action("Bekräfta adressen", links.once(Purpose::ChangeEmail, *link))
            .note("Om det inte var du behöver du inte göra något: utan länken ändras inget."),
        Message::EmailTaken => Draft::new("Den här adressen används redan")
            .say("Någon ville i fortsättningen logga in med den här adressen. Det går inte, eftersom den redan används här. Inget har ändrats.")
            .action("Logga in", links.page("/sign-in"))
            .note("Om det var du, logga in med den här adressen som förut. Annars behöver du inte göra något."),
        Message::EmailChangeAsked { new, at } => Draft::new("En annan adress har begärts")
            .say(format!("{} bad någon som är inloggad som du om att få logga in med {new} i stället för den här adressen. Inget har ändrats än: först måste länken som skickades dit öppnas.", CALENDAR.moment(*at)))
            .action("Logga in", links.page("/sign-in"))
            .note("Om det inte var du känner någon till ditt lösenord. Välj genast ett nytt: då slutar även länken att gälla."),
        Message::EmailChanged { new, at } => Draft::new("Du loggar nu in med en annan adress")
            .say(format!("Sedan {} loggar du in med {new} och inte längre med den här adressen. Dina andra sessioner har avslutats.", CALENDAR.moment(*at)))
            .action("Logga in", links.page("/sign-in"))
            .note("Om det inte var du, be genast kontots innehavare om hjälp."),
        Message::HolderSet { account, holder, at } => Draft::new(format!("{account} har en ny innehavare"))
            .say(format!("Den som driver portalen gjorde {holder} till innehavare av {account} den {}, eftersom dess innehavare inte längre var kvar. Det står i kontots historik.", CALENDAR.moment(*at)))
            .action(format!("Öppna {account}"), links.page("/"))
            .note("Du får det här brevet eftersom du innehade kontot, innehar det nu eller administrerar hela kontot. Om något inte stämmer, berätta det för den som driver portalen."),
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
        Message::InvoiceOverdue { account, page, number, left, due } => Draft::new(format!("Faktura {number} har förfallit"))
            .say(format!("Faktura {number} för {account} skulle betalas senast den {}. {left} återstår att betala.", CALENDAR.day(*due)))
            .page("Öppna fakturan", links, page.as_ref())
            .note("Om den har betalats de senaste dagarna behöver du inte göra något.")
            .note(why(account)),
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

/// What to do when somebody else did it.
const NOT_YOU: &str =
    "Om det inte var du känner någon till ditt lösenord. Välj genast ett nytt och avsluta dina sessioner i Min profil.";

/// Why somebody is told.
fn why(account: &str) -> String {
    format!("Du får det här brevet eftersom {account} har valt dig för det. Kontots innehavare kan ändra det.")
}
