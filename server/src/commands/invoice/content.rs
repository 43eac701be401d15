//! What is to be invoiced, as a file with options: for an invoice that is issued at once, and for a draft.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use clap::Args;
use domain::invoice::{InvoiceForm, LineForm};

use crate::commands::Failure;

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
    pub(super) fn form(self) -> Result<InvoiceForm, Failure> {
        let Self { currency, due_in_days, reference, file } = self;
        let mut form = read(&file).map_err(|fault| format!("{}: {fault}", file.display()))?;
        for (given, field) in
            [(currency, &mut form.currency), (due_in_days, &mut form.due_in_days), (reference, &mut form.reference)]
        {
            if let Some(given) = given {
                *field = given;
            }
        }
        Ok(form)
    }
}

fn read(file: &Path) -> Result<InvoiceForm, Failure> {
    let text = std::fs::read_to_string(file)?;
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => Ok(serde_json::from_str(&text)?),
        Some("csv") => {
            // Every cell is text: read straight into a line, what looks like a number would go through a float.
            let cells = csv::Reader::from_reader(text.as_bytes()).into_deserialize::<BTreeMap<String, String>>();
            let lines = cells
                .map(|line| Ok(serde_json::from_value(serde_json::json!(line?))?))
                .collect::<Result<Vec<LineForm>, Failure>>()?;
            Ok(InvoiceForm { due_in_days: "30".to_owned(), lines, ..InvoiceForm::default() })
        }
        _ => Err("its name must end in .json or .csv".into()),
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
        let form = read(file.path()).expect("read");
        assert_eq!(form.lines[0].description, "Seats, all");
        assert_eq!((&*form.lines[0].quantity, &*form.lines[0].unit_price), ("007", "9.90"), "no number is guessed");
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
