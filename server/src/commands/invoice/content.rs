//! What is to be invoiced, as a file with options: for an invoice that is issued at once, and for a draft.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use clap::Args;
use domain::invoice::{InvoiceForm, LineForm};
use domain::{FieldError, Problem};

use crate::commands::{Failure, explain};

#[derive(Debug, Args)]
pub(super) struct Content {
    /// The currency (ISO 4217), such as SEK; a JSON file may say it
    #[arg(long)]
    currency: Option<String>,
    /// Days until the payment is due; a JSON file may say it
    #[arg(long, value_name = "DAYS")]
    due_in_days: Option<String>,
    /// The buyer's own reference; a JSON file may say it
    #[arg(long)]
    reference: Option<String>,
    /// A JSON file with `lines`, or a CSV file with the columns description, quantity, unit, unit_price, discount, tax
    file: PathBuf,
}

impl Content {
    /// Reads the file, and what the options say instead of it.
    ///
    /// # Errors
    /// Every fault of the form, when a file that is a table has one: its lines are known here alone.
    pub(super) fn form(self) -> Result<InvoiceForm, Failure> {
        let Self { currency, due_in_days, reference, file } = self;
        let Read { mut form, places } = read(&file).map_err(|fault| format!("{}: {fault}", file.display()))?;
        for (given, field) in
            [(currency, &mut form.currency), (due_in_days, &mut form.due_in_days), (reference, &mut form.reference)]
        {
            if let Some(given) = given {
                *field = given;
            }
        }
        match (form.parse(), places.is_empty()) {
            (Err(Problem::Invalid { errors }), false) => {
                let errors = errors.into_iter().map(|fault| placed(fault, &places)).collect();
                Err(explain(Problem::Invalid { errors }.into()))
            }
            _ => Ok(form),
        }
    }
}

/// What a file says.
#[derive(Debug)]
struct Read {
    form: InvoiceForm,
    /// The line of the file at which each line of the invoice begins, the first being 1; empty where the file is no table.
    places: Vec<u64>,
}

fn read(file: &Path) -> Result<Read, Failure> {
    let text = std::fs::read_to_string(file)?;
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => Ok(Read { form: serde_json::from_str(&text)?, places: Vec::new() }),
        Some("csv") => {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let head = reader.headers()?.clone();
            let (mut lines, mut places) = (Vec::new(), Vec::new());
            for record in reader.records() {
                let record = record?;
                // Every cell is text: read straight into a line, what looks like a number would go through a float.
                let cells: BTreeMap<String, String> = record.deserialize(Some(&head))?;
                lines.push(serde_json::from_value::<LineForm>(serde_json::json!(cells))?);
                places.push(record.position().map_or(0, csv::Position::line));
            }
            let form = InvoiceForm { due_in_days: "30".to_owned(), lines, ..InvoiceForm::default() };
            Ok(Read { form, places })
        }
        _ => Err("its name must end in .json or .csv".into()),
    }
}

/// A fault with the line of the file at which it is.
fn placed(fault: FieldError, places: &[u64]) -> FieldError {
    let number = fault.field.strip_prefix("lines.").and_then(|rest| rest.split('.').next()?.parse::<usize>().ok());
    let place = number.and_then(|number| Some((number, places.get(number.checked_sub(1)?)?)));
    match place {
        Some((number, place)) => {
            let told = fault.message.strip_prefix(&format!("Line {number}, ")).unwrap_or(&fault.message);
            FieldError::new(fault.field.clone(), format!("Line {place} of the file, {told}"))
        }
        None => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_file_is_read_as_it_is_written() {
        let file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file");
        let text = "description,quantity,unit,unit_price,discount,tax\n\"Seats, all\",007,month,9.90,10%,25%\n";
        std::fs::write(file.path(), text).expect("written");
        let Read { form, .. } = read(file.path()).expect("read");
        assert_eq!(form.lines[0].description, "Seats, all");
        assert_eq!((&*form.lines[0].quantity, &*form.lines[0].unit_price), ("007", "9.90"), "no number is guessed");
    }

    #[test]
    fn every_fault_of_a_table_is_told_with_its_line_in_the_file() {
        let file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file");
        let text = "description,unit_price\n\"Seats,\nall\",1\nSupport,1\n,2\nHelp,\"3,50\"\n";
        std::fs::write(file.path(), text).expect("written");
        let content = |currency: Option<&str>| Content {
            currency: currency.map(ToOwned::to_owned),
            due_in_days: Some("soon".to_owned()),
            reference: None,
            file: file.path().to_owned(),
        };
        let faults = content(None).form().expect_err("refused").to_string();
        let told = [
            "Currency is missing",
            "Due in days “soon” is not",
            "Line 5 of the file, description is missing",
            "Line 6 of the file, unit price “3,50” is no amount",
        ];
        assert_eq!(faults.lines().count(), told.len(), "{faults}");
        for (fault, told) in faults.lines().zip(told) {
            assert!(fault.starts_with(told), "{faults}");
        }
        let faults = content(Some("SEK")).form().expect_err("refused").to_string();
        assert!(faults.contains("Line 6 of the file, unit price “3,50” is no amount in SEK"), "{faults}");
    }

    #[test]
    fn a_broken_file_says_what_is_wrong() {
        let file = tempfile::Builder::new().suffix(".json").tempfile().expect("a file");
        std::fs::write(file.path(), r#"{"lines": [{"unit_price": 4.5}]}"#).expect("written");
        let fault = read(file.path()).expect_err("a float").to_string();
        assert!(fault.contains("text in quotes"), "{fault}");
        assert!(read(Path::new("/etc/hostname")).is_err_and(|fault| fault.to_string().contains(".json or .csv")));
    }
}
