//! What stands on documents besides what they are about, in every language that Portico speaks.

use domain::invoice::Kind;
use domain::language::Language;

/// The words of one language.
pub(crate) struct Words {
    invoice: &'static str,
    summary: &'static str,
    credit_note: &'static str,
    void: &'static str,
    pub(super) seller: &'static str,
    pub(super) buyer: &'static str,
    /// Stands before a VAT or tax id.
    pub(super) tax_id: &'static str,
    pub(super) number: &'static str,
    pub(super) date: &'static str,
    pub(super) due: &'static str,
    pub(super) period: &'static str,
    pub(super) reference: &'static str,
    /// Stands before the number of the invoice that a credit note takes back.
    pub(super) credits: &'static str,
    pub(super) description: &'static str,
    pub(super) quantity: &'static str,
    pub(super) price: &'static str,
    pub(super) discount: &'static str,
    pub(super) tax: &'static str,
    pub(super) amount: &'static str,
    pub(super) gathered: &'static str,
    pub(super) gathered_amount: &'static str,
    pub(super) net: &'static str,
    pub(super) to_pay: &'static str,
    pub(super) taken_back: &'static str,
    pub(super) note: &'static str,
    pub(super) payment: &'static str,
    pub(super) about: &'static str,
    /// What a summary invoice is.
    pub(super) what_summary_is: &'static str,
    /// What stands for a character that cannot be drawn.
    pub(super) undrawn: &'static str,
    /// `{}` is the number that is to be given with the payment.
    give_number: &'static str,
    /// `{}` are the sheet and how many there are.
    sheet: &'static str,
    /// Tax and base: *on*.
    on: &'static str,
    /// `{}` are the number and the day of an invoice.
    invoice_of: &'static str,
}

const ENGLISH: Words = Words {
    invoice: "Invoice",
    summary: "Summary invoice",
    credit_note: "Credit note",
    void: "void",
    seller: "From",
    buyer: "Billed to",
    tax_id: "VAT",
    number: "Number",
    date: "Date",
    due: "Due",
    period: "Period",
    reference: "Your reference",
    credits: "Takes back",
    description: "Description",
    quantity: "Quantity",
    price: "Unit price",
    discount: "Discount",
    tax: "Tax",
    amount: "Amount",
    gathered: "Invoices that this one gathers",
    gathered_amount: "Left to pay when gathered",
    net: "Sum",
    to_pay: "Total to pay",
    taken_back: "Total taken back",
    note: "Note",
    payment: "Payment",
    about: "About this document",
    what_summary_is: "This summary gathers invoices that were sent before; each states its own tax. Paying it pays them.",
    undrawn: "‹U+…› stands for a character that this document’s font does not have. The document’s page in the portal shows it.",
    give_number: "Please give the number {} with your payment.",
    sheet: "Page {} of {}",
    on: "on",
    invoice_of: "Invoice {} of {}",
};

const SWEDISH: Words = Words {
    invoice: "Faktura",
    summary: "Samlingsfaktura",
    credit_note: "Kreditfaktura",
    void: "makulerad",
    seller: "Från",
    buyer: "Till",
    tax_id: "Momsreg.nr",
    number: "Nummer",
    date: "Datum",
    due: "Förfallodag",
    period: "Period",
    reference: "Er referens",
    credits: "Krediterar",
    description: "Beskrivning",
    quantity: "Antal",
    price: "À-pris",
    discount: "Rabatt",
    tax: "Moms",
    amount: "Belopp",
    gathered: "Fakturor som samlas här",
    gathered_amount: "Kvar att betala då",
    net: "Summa",
    to_pay: "Att betala",
    taken_back: "Krediteras",
    note: "Meddelande",
    payment: "Betalning",
    about: "Om dokumentet",
    what_summary_is: "Den här fakturan samlar fakturor som har skickats tidigare; var och en anger sin egen moms. När den betalas är de betalda.",
    undrawn: "‹U+…› står för ett tecken som saknas i dokumentets typsnitt. Dokumentets sida i portalen visar det.",
    give_number: "Ange numret {} vid betalning.",
    sheet: "Sida {} av {}",
    on: "på",
    invoice_of: "Faktura {} från {}",
};

const GERMAN: Words = Words {
    invoice: "Rechnung",
    summary: "Sammelrechnung",
    credit_note: "Rechnungskorrektur",
    void: "ungültig",
    seller: "Von",
    buyer: "An",
    tax_id: "USt-IdNr.",
    number: "Nummer",
    date: "Datum",
    due: "Fällig am",
    period: "Zeitraum",
    reference: "Ihr Zeichen",
    credits: "Zu Rechnung",
    description: "Bezeichnung",
    quantity: "Menge",
    price: "Einzelpreis",
    discount: "Rabatt",
    tax: "Steuer",
    amount: "Betrag",
    gathered: "Rechnungen, die hier zusammengefasst sind",
    gathered_amount: "Damals offen",
    net: "Summe",
    to_pay: "Zu zahlen",
    taken_back: "Gutgeschrieben",
    note: "Hinweis",
    payment: "Zahlung",
    about: "Zu diesem Dokument",
    what_summary_is: "Diese Sammelrechnung fasst Rechnungen zusammen, die schon verschickt wurden; jede weist ihre Steuer selbst aus. Mit ihr sind sie bezahlt.",
    undrawn: "‹U+…› steht für ein Zeichen, das der Schrift dieses Dokuments fehlt. Die Seite des Dokuments im Portal zeigt es.",
    give_number: "Bitte geben Sie bei der Zahlung die Nummer {} an.",
    sheet: "Seite {} von {}",
    on: "auf",
    invoice_of: "Rechnung {} vom {}",
};

const FRENCH: Words = Words {
    invoice: "Facture",
    summary: "Facture récapitulative",
    credit_note: "Avoir",
    void: "annulé",
    seller: "De",
    buyer: "À",
    tax_id: "N° TVA",
    number: "Numéro",
    date: "Date",
    due: "Échéance",
    period: "Période",
    reference: "Votre référence",
    credits: "Sur la facture",
    description: "Désignation",
    quantity: "Quantité",
    price: "Prix unitaire",
    discount: "Remise",
    tax: "Taxe",
    amount: "Montant",
    gathered: "Factures réunies ici",
    gathered_amount: "Reste à payer alors",
    net: "Somme",
    to_pay: "Total à payer",
    taken_back: "Total crédité",
    note: "Remarque",
    payment: "Paiement",
    about: "À propos",
    what_summary_is: "Cette facture réunit des factures déjà envoyées ; chacune indique sa propre taxe. La payer, c’est les payer.",
    undrawn: "‹U+…› remplace un caractère que la police de ce document n’a pas. La page du document sur le portail le montre.",
    give_number: "Veuillez indiquer le numéro {} lors du paiement.",
    sheet: "Page {} sur {}",
    on: "sur",
    invoice_of: "Facture {} du {}",
};

impl Words {
    /// The words of a language.
    pub(crate) const fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::Swedish => &SWEDISH,
            Language::German => &GERMAN,
            Language::French => &FRENCH,
        }
    }

    /// What a document is.
    pub(crate) fn title(&self, kind: Kind, is_void: bool) -> String {
        let title = match kind {
            Kind::Invoice => self.invoice,
            Kind::Summary => self.summary,
            Kind::CreditNote => self.credit_note,
        };
        if is_void { format!("{title} ({})", self.void) } else { title.to_owned() }
    }

    /// A tax with its rate and what it is on: `Moms 25% on SEK 100.00`.
    pub(crate) fn tax_on(&self, name: &str, rate: &str, base: &str) -> String {
        format!("{name} {rate} {} {base}", self.on)
    }

    /// An invoice that a summary invoice gathers.
    pub(crate) fn invoice_of(&self, number: &str, day: &str) -> String {
        filled(self.invoice_of, &[number, day])
    }

    pub(super) fn give_number(&self, number: &str) -> String {
        filled(self.give_number, &[number])
    }

    pub(super) fn sheet(&self, number: usize, count: usize) -> String {
        filled(self.sheet, &[&number.to_string(), &count.to_string()])
    }
}

/// Puts each value in the place of a `{}`.
fn filled(pattern: &str, values: &[&str]) -> String {
    let mut parts = pattern.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (value, part) in values.iter().zip(parts) {
        text.push_str(value);
        text.push_str(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_own_words() {
        let said = Language::ALL.map(|language| {
            let words = Words::of(language);
            [
                words.title(Kind::Summary, true),
                words.invoice_of("N-7", "day"),
                words.give_number("N-7"),
                words.sheet(2, 3),
                words.tax_on("Moms", "25", "100"),
            ]
        });
        for (at, one) in said.iter().enumerate() {
            assert!(one.iter().all(|text| !text.contains(['{', '}'])), "{one:?}");
            assert!(one[1].contains("N-7") && one[1].contains("day") && one[2].contains("N-7"), "{one:?}");
            assert!(one[3].contains('2') && one[3].contains('3'), "{one:?}");
            assert!(said[..at].iter().all(|other| other[0] != one[0] && other[3] != one[3]), "{one:?}");
        }
    }
}
