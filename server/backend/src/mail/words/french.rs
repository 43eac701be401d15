//! French.

use super::{Calendar, Draft, list};
use crate::mail::letter::Links;
use crate::mail::{Letter, Message, Purpose};

const CALENDAR: Calendar = Calendar {
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    after_day: "",
};

#[expect(clippy::too_many_lines, reason = "one arm for each message")]
pub(super) fn letter(message: &Message, links: &Links<'_>) -> Letter {
    match message {
        Message::ChoosePassword { link, until } => Draft::new("Choisir un nouveau mot de passe")
            .say(format!("Quelqu’un a demandé un nouveau mot de passe pour cette adresse. Si c’était vous, ouvrez le lien et choisissez-en un. Le lien fonctionne une seule fois, jusqu’au {}.", CALENDAR.moment(*until)))
            .action("Choisir un nouveau mot de passe", links.once(Purpose::ChoosePassword, *link))
            .note("Si ce n’était pas vous, vous n’avez rien à faire : sans le lien, personne ne peut changer votre mot de passe."),
        Message::AskHolder { account, holder, administrators } => Draft::new("Demander un nouveau mot de passe")
            .say(format!("Quelqu’un a demandé un nouveau mot de passe pour cette adresse. Elle donne accès à {account}, dont les mots de passe sont fixés par {account} et non par courriel."))
            .say(match list(administrators, "et", "et d’autres") {
                None => format!("Si c’était vous, adressez-vous à {holder}, titulaire du compte."),
                Some(others) => format!("Si c’était vous, adressez-vous à {holder}, titulaire du compte. Vous êtes aussi administré par {others}."),
            })
            .note("Si ce n’était pas vous, vous n’avez rien à faire : rien n’a été changé."),
        Message::AskedForPassword { account, slug, user, name } => Draft::new(format!("{name} demande un nouveau mot de passe"))
            .say(format!("{name} a demandé un nouveau mot de passe pour {account} et a été renvoyé vers vous. Rien n’a été changé."))
            .say("Assurez-vous qu’il s’agit bien de cette personne avant de lui donner un nouveau mot de passe.")
            .action(format!("Ouvrir {name}"), links.page(&format!("/a/{slug}/users/{user}")))
            .note("Vous recevez ce message parce que vous êtes titulaire du compte, au plus une fois par jour et par personne."),
        Message::PasswordChosen { at } => Draft::new("Votre mot de passe a été changé")
            .say(format!("Un nouveau mot de passe a été choisi pour cette adresse par un lien envoyé par courriel, le {}. Partout où vous étiez connecté, vous êtes maintenant déconnecté.", CALENDAR.moment(*at)))
            .action("Se connecter", links.page("/sign-in"))
            .note("Si ce n’était pas vous, quelqu’un d’autre lit vos courriels. Demandez un nouveau mot de passe et prévenez les responsables de votre messagerie."),
        Message::Invitation { account, inviter, link, until } => Draft::new(format!("{inviter} vous a ajouté à {account}"))
            .say(format!("{inviter} vous a ajouté à {account}. Vous pourrez l’utiliser dès que vous aurez accepté. Le lien fonctionne une seule fois, jusqu’au {}.", CALENDAR.moment(*until)))
            .action(format!("Accepter et ouvrir {account}"), links.once(Purpose::Invitation, *link))
            .note("Si vous ne savez pas de quoi il s’agit, vous n’avez rien à faire."),
        Message::InvoiceCreated { account, page, number, amount, due } => Draft::new(format!("Facture {number} pour {account}"))
            .say(format!("Il y a une nouvelle facture pour {account} : {number}, d’un montant de {amount}."))
            .say_if(due.map(|due| format!("Elle est à payer au plus tard le {}.", CALENDAR.day(due))))
            .page("Ouvrir la facture", links, page.as_ref())
            .note(why(account)),
        Message::SummaryInvoiceCreated { account, page, number, invoices, amount, due } => {
            Draft::new(format!("Facture récapitulative {number} pour {account}"))
                .say(format!("Il y a une nouvelle facture récapitulative pour {account} : {number}, d’un montant de {amount}. Elle réunit {invoices} factures."))
                .say_if(due.map(|due| format!("Elle est à payer au plus tard le {}.", CALENDAR.day(due))))
                .page("Ouvrir la facture récapitulative", links, page.as_ref())
                .note(why(account))
        }
        Message::PaymentReceived { account, page, number, reference, amount, left, paid } => {
            let reference = if reference.is_empty() { String::new() } else { format!(" Le numéro du paiement est {reference}.") };
            Draft::new(format!("Paiement de la facture {number} reçu"))
                .say(format!("Merci. {amount} ont été payés le {} pour {account}, facture {number}.{reference}", CALENDAR.day(*paid)))
                .say(match left {
                    None => "Il ne reste rien à payer.".to_owned(),
                    Some(left) => format!("Il reste {left} à payer."),
                })
                .page("Ouvrir le reçu", links, page.as_ref())
                .note(why(account))
        }
        Message::LicenceAssigned { account, page, product, licence, to, until } => Draft::new(format!("{product} : licence attribuée à {to}"))
            .say(format!("La licence {licence} pour {product} de {account} a été attribuée à {to}."))
            .say_if(until.map(|until| format!("Elle est valable jusqu’au {}.", CALENDAR.day(until))))
            .page("Ouvrir la licence", links, page.as_ref())
            .note(why(account)),
        Message::AccountUpdate { account, page, subject, text } => {
            Draft::new(subject).say_all(text).page("En savoir plus", links, page.as_ref()).note(why(account))
        }
        Message::CriticalNotice { account, page, subject, text, until: last } => Draft::new(format!("Important : {subject}"))
            .say_all(text)
            .say_if(last.map(|last| format!("Cela peut être fait jusqu’au {}.", CALENDAR.day(last))))
            .page("Ouvrir", links, page.as_ref())
            .note(why(account)),
        Message::ListMail { name, subscription, subject, text, .. } => Draft::new(subject)
            .say_all(text)
            .note(format!("Vous recevez ce message parce que vous êtes abonné à {name}."))
            .leave(format!("Se désabonner de {name}"), links.once(Purpose::Unsubscribe, *subscription)),
    }
    .done()
}

/// Why somebody is told.
fn why(account: &str) -> String {
    format!(
        "Vous recevez ce message parce que {account} vous a choisi pour cela. Le titulaire du compte peut le changer."
    )
}
