//! Somebody gives access.

use super::{On, named, person, reach_grew};
use crate::access::{Caller, Entry, Scope};
use crate::service::session::confirm;
use crate::store::grants::NewGrant as Row;
use crate::{Portico, Result, store};
use domain::access::{Action, Decision, NewGrant, NewGrantOn, Refusal, Target};
use domain::audit::Event;
use domain::grant::GrantForm;
use domain::{GrantId, GroupId, Problem, UserId};
use jiff::Timestamp;
use serde_json::json;

/// Gives somebody access to a group with everything below it, or to one user. `own` is the actor's own password, where
/// it is asked for.
///
/// # Errors
/// [`Problem::Invalid`] for faults of the form, also when it names somebody to whom nothing can be given or who has
/// access here already; [`Problem::Forbidden`] by the rules of granting; as [`confirm`].
pub async fn give(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    on: &On,
    form: &GrantForm,
    own: String,
) -> Result<GrantId> {
    let input = form.parse()?;
    confirm(portico, caller, Action::GrantAccess, own).await?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let (place, group, user) = place(&mut scope, on).await?;
    let until = input.until.as_deref().map(|day| ends(&scope, "until", day)).transpose()?;
    let to = named(&mut scope, &input.who).await?;
    let receiver = to.user.id;
    let moment = until.map(store::grants::moment);
    let new = NewGrant { on: place, to, level: input.level, until: moment };
    let target = Target::NewGrant(Box::new(new));
    if let Decision::Forbidden(refusal) = scope.decide(Action::GrantAccess, &target) {
        in_the_form(refusal)?;
    }
    let mut permit = scope.authorize(Action::GrantAccess, &target)?;
    let (id, giver) = (GrantId(portico.entropy.id(permit.now())?), permit.actor_user().map(UserId));
    let row = Row { id, holder: receiver, level: input.level, group, user, basis: permit.basis(), until };
    store::grants::insert(&mut permit, &row, giver).await?;
    reach_grew(&mut permit, portico, &[receiver]).await?;
    let after = json!({
        "grant": id, "level": input.level, "group": group, "user": user, "until": until.map(|until| until.to_string()),
    });
    let entry =
        Entry { event: Event::AccessGranted, target_kind: "user", target: receiver.0, before: json!({}), after };
    permit.commit(portico, entry).await?;
    Ok(id)
}

/// What access is to be given on, when the actor sees it.
async fn place(scope: &mut Scope, on: &On) -> Result<(NewGrantOn, Option<GroupId>, Option<UserId>)> {
    Ok(match on {
        On::Group(id) => {
            let group = crate::service::group::visible(scope, id).await?;
            (NewGrantOn::Group(group.facts), Some(group.id), None)
        }
        On::User(id) => {
            let user = crate::service::user::visible(scope, id).await?;
            let person = person(scope, user.id).await?.ok_or(Problem::NotFound)?;
            (NewGrantOn::Person(person), None, Some(user.id))
        }
    })
}

/// When a day of a form is over.
pub(crate) fn ends(scope: &Scope, field: &str, day: &str) -> Result<Timestamp> {
    let end = scope.member()?.reader.end_of(day);
    let end = end.ok_or_else(|| Problem::field(field, format!("There is no day {day}; choose another one.")))?;
    if end <= scope.now() {
        return Err(Problem::field(field, "This day is over; choose a later one.").into());
    }
    Ok(end)
}

/// What the form can mend is told at its field.
fn in_the_form(refusal: Refusal) -> Result<()> {
    let field = match refusal {
        Refusal::ToOneself | Refusal::System | Refusal::Holder | Refusal::Oneself => "who",
        Refusal::EndsLater => "until",
        _ => return Ok(()),
    };
    Err(Problem::field(field, refusal.explain()).into())
}
