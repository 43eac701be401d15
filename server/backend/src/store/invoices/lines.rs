//! What stands on documents, line by line.

use crate::Result;
use crate::access::Permit;
use crate::store::Tx;
use domain::invoice::{Discount, Line, Tax, Totals};
use domain::{AccountId, InvoiceId};

/// A line as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredLine {
    pub(crate) line: Line,
    /// Its net amount, in minor units.
    pub(crate) net: i64,
}

/// Adds the lines of a document with their net amounts; on a credit note, `credits` says which lines they take back.
pub(crate) async fn insert_lines(
    permit: &mut Permit,
    invoice: InvoiceId,
    lines: &[Line],
    totals: &Totals,
    credits: Option<&[i32]>,
) -> Result<()> {
    let account = permit.account();
    let positions: Vec<i32> = (1..).take(lines.len()).collect();
    let descriptions: Vec<String> = lines.iter().map(|line| line.description.clone()).collect();
    let quantities: Vec<i64> = lines.iter().map(|line| line.quantity).collect();
    let units: Vec<String> = lines.iter().map(|line| line.unit.clone()).collect();
    let prices: Vec<i64> = lines.iter().map(|line| line.unit_price).collect();
    let (shares, amounts): (Vec<Option<i32>>, Vec<Option<i64>>) = lines
        .iter()
        .map(|line| match line.discount {
            Discount::None => (None, None),
            Discount::Share(points) => (i32::try_from(points).ok(), None),
            Discount::Amount(minor) => (None, Some(minor)),
        })
        .unzip();
    let nets: Vec<i64> = totals.lines.iter().map(|net| net.minor).collect();
    let rates: Vec<i32> = lines.iter().map(|line| i32::try_from(line.tax.basis_points).unwrap_or(i32::MAX)).collect();
    let names: Vec<String> = lines.iter().map(|line| line.tax.name.clone()).collect();
    let credits: Vec<Option<i32>> =
        credits.map_or_else(|| vec![None; lines.len()], |credits| credits.iter().copied().map(Some).collect());
    sqlx::query!(
        "insert into invoice_lines (account_id, invoice_id, position, description, quantity, unit, unit_price_minor,
             discount_share, discount_amount, net_minor, tax_basis_points, tax_name, credits_position)
         select $1, $2, n.* from unnest($3::integer[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::integer[],
             $9::bigint[], $10::bigint[], $11::integer[], $12::text[], $13::integer[]) n",
        account.0,
        invoice.0,
        &positions,
        &descriptions,
        &quantities,
        &units,
        &prices,
        &shares as _,
        &amounts as _,
        &nets,
        &rates,
        &names,
        &credits as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// The lines of a document, in order.
pub(crate) async fn lines(tx: &mut Tx, account: AccountId, invoice: InvoiceId) -> Result<Vec<StoredLine>> {
    let rows = sqlx::query!(
        "select description, quantity, unit, unit_price_minor, discount_share, discount_amount, net_minor,
             tax_basis_points, tax_name
         from invoice_lines where account_id = $1 and invoice_id = $2 order by position",
        account.0,
        invoice.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| StoredLine {
            line: Line {
                description: row.description,
                quantity: row.quantity,
                unit: row.unit,
                unit_price: row.unit_price_minor,
                discount: match (row.discount_share, row.discount_amount) {
                    (Some(points), _) => Discount::Share(points.unsigned_abs()),
                    (None, Some(minor)) => Discount::Amount(minor),
                    (None, None) => Discount::None,
                },
                tax: Tax { basis_points: row.tax_basis_points.unsigned_abs(), name: row.tax_name },
            },
            net: row.net_minor,
        })
        .collect())
}

/// How much of each line of an invoice its credit notes took back, by the line's place: thousandths.
pub(crate) async fn credited(tx: &mut Tx, account: AccountId, invoice: InvoiceId) -> Result<Vec<(i32, i64)>> {
    let rows = sqlx::query!(
        r#"select l.credits_position as "position!", sum(l.quantity)::bigint as "quantity!"
           from invoices c join invoice_lines l on l.account_id = c.account_id and l.invoice_id = c.id
           where c.account_id = $1 and c.credits_id = $2 and l.credits_position is not null
           group by l.credits_position"#,
        account.0,
        invoice.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.position, row.quantity)).collect())
}
