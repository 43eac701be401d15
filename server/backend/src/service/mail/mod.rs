//! Mail: sending what is due, forgetting what was sent, and the mailbox for trying things out.

mod bounce;
mod mailbox;
mod send;
mod sweep;

pub use bounce::{Bounce, note_bounce};
pub use mailbox::{Delivered, mailbox, open};
pub use send::send_due;
pub use sweep::sweep;

use crate::mail::{Message, To};
use crate::store::Tx;
use crate::store::outbox::NewMail;
use crate::{Portico, Result, store};
use jiff::Timestamp;

/// Posts a mail in the transaction that causes it. `event` is what caused it: the same event never mails twice.
pub(crate) async fn post(
    portico: &Portico,
    tx: &mut Tx,
    event: String,
    to: To<'_>,
    message: &Message,
    now: Timestamp,
) -> Result<()> {
    let mail = NewMail { id: portico.entropy.id(now)?, event, to, message };
    store::outbox::post(tx, &mail, now).await
}
