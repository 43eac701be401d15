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
        Message::SecondFactorSetUp { at } => Draft::new("Votre second facteur est en place")
            .say(format!("Depuis le {}, la connexion avec cette adresse demande un code d’une application d’authentification. Vos autres sessions ont pris fin.", CALENDAR.moment(*at)))
            .action("Se connecter", links.page("/sign-in"))
            .note(NOT_YOU),
        Message::SecondFactorRemoved { at } => Draft::new("Votre second facteur a été retiré")
            .say(format!("Depuis le {}, la connexion avec cette adresse ne demande que le mot de passe.", CALENDAR.moment(*at)))
            .action("Se connecter", links.page("/sign-in"))
            .note(NOT_YOU),
        Message::SecondFactorReset { account, by, at } => Draft::new("Votre second facteur a été réinitialisé")
            .say(format!("{by} a retiré le second facteur de cette adresse dans {account}, le {}. Partout où vous étiez connecté, vous êtes déconnecté. Votre mot de passe suffit maintenant ; mettez ensuite en place un nouveau second facteur.", CALENDAR.moment(*at)))
            .action("Se connecter", links.page("/sign-in"))
            .note("Si vous ne l’avez pas demandé, prévenez le titulaire de votre compte."),
        Message::RecoveryCodeUsed { at, left } => Draft::new("Un code de secours a été utilisé")
            .say(format!("Quelqu’un s’est connecté avec cette adresse le {}, avec son mot de passe et un code de secours. Codes de secours restants : {left}.", CALENDAR.moment(*at)))
            .action("Se connecter", links.page("/sign-in"))
            .note(NOT_YOU),
        Message::ConfirmEmail { old, link, until } => Draft::new("Confirmez votre nouvelle adresse")
            .say(format!("Quelqu’un qui se connecte comme {old} veut désormais se connecter avec cette adresse. Si c’était vous, ouvrez le lien. Il fonctionne une seule fois, jusqu’au {}.", CALENDAR.moment(*until)))
            .action("Confirmer cette adresse", links.once(Purpose::ChangeEmail, *link))
            .note("Si ce n’était pas vous, il n’y a rien à faire : sans le lien, rien ne change."),
        Message::EmailTaken => Draft::new("Cette adresse est déjà utilisée")
            .say("Quelqu’un voulait désormais se connecter avec cette adresse. Ce n’est pas possible, car elle est déjà utilisée ici. Rien n’a été changé.")
            .action("Se connecter", links.page("/sign-in"))
            .note("Si c’était vous, connectez-vous avec cette adresse comme avant. Sinon, il n’y a rien à faire."),
        Message::EmailChangeAsked { new, at } => Draft::new("Une autre adresse a été demandée")
            .say(format!("Le {}, quelqu’un qui est connecté comme vous a demandé à se connecter avec {new} au lieu de cette adresse. Rien n’a encore changé : le lien envoyé là-bas doit d’abord être ouvert.", CALENDAR.moment(*at)))
            .action("Se connecter", links.page("/sign-in"))
            .note("Si ce n’était pas vous, quelqu’un connaît votre mot de passe. Choisissez-en un autre tout de suite : cela met aussi fin au lien."),
        Message::EmailChanged { new, at } => Draft::new("Vous vous connectez maintenant avec une autre adresse")
            .say(format!("Depuis le {}, vous vous connectez avec {new} et plus avec cette adresse. Vos autres sessions ont pris fin.", CALENDAR.moment(*at)))
            .action("Se connecter", links.page("/sign-in"))
            .note("Si ce n’était pas vous, demandez tout de suite de l’aide au titulaire de votre compte."),
        Message::HolderSet { account, holder, at } => Draft::new(format!("{account} a un autre titulaire"))
            .say(format!("L’exploitant de ce portail a fait de {holder} le titulaire de {account} le {}, parce que son titulaire n’était plus là. Cela figure dans l’historique du compte.", CALENDAR.moment(*at)))
            .action(format!("Ouvrir {account}"), links.page("/"))
            .note("Vous recevez ce message parce que vous étiez titulaire du compte, que vous l’êtes maintenant ou que vous l’administrez en entier. Si quelque chose n’est pas juste, prévenez l’exploitant de ce portail."),
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
        Message::InvoiceOverdue { account, page, number, left, due } => Draft::new(format!("La facture {number} est échue"))
            .say(format!("La facture {number} pour {account} était à payer au plus tard le {}. Il reste {left} à payer.", CALENDAR.day(*due)))
            .page("Ouvrir la facture", links, page.as_ref())
            .note("Si elle a été payée ces derniers jours, il n’y a rien à faire.")
            .note(why(account)),
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

/// What to do when somebody else did it.
const NOT_YOU: &str = "Si ce n’était pas vous, quelqu’un connaît votre mot de passe. Choisissez-en un autre tout de suite et mettez fin à vos sessions dans Mon profil.";

/// Why somebody is told.
fn why(account: &str) -> String {
    format!(
        "Vous recevez ce message parce que {account} vous a choisi pour cela. Le titulaire du compte peut le changer."
    )
}
