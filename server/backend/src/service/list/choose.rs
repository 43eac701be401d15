//! A person says which lists they read.

use crate::access::{Caller, Entry, Scope};
use crate::mail::{Purpose, link_token};
use crate::service::profile::own;
use crate::store::lists::Choice;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use serde_json::json;
use std::collections::BTreeMap;

/// Subscribes the person's login to the ticked lists, and to no other. What is no list is passed over.
///
/// # Errors
/// As for changing one's own contact information.
pub async fn choose(portico: &Portico, caller: &Caller, slug: &str, ticked: &BTreeMap<String, bool>) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let user = own(&mut scope).await?;
    let login = scope.member()?.login;
    let mut permit = scope.authorize(Action::EditProfile, &Target::User(user.facts()))?;
    let now = permit.now();
    let lists = store::lists::of_login(permit.tx(), login).await?;
    let wanted = |id: &str| ticked.get(id) == Some(&true);
    let names = |all: &mut dyn Iterator<Item = &domain::notification::ListView>| -> Vec<String> {
        all.map(|list| list.name.clone()).collect()
    };
    let (before, after) = (
        names(&mut lists.iter().filter(|list| list.subscribed)),
        names(&mut lists.iter().filter(|list| wanted(&list.id))),
    );
    if before == after {
        return Ok(());
    }
    for list in lists.iter().filter(|list| list.subscribed != wanted(&list.id)) {
        let id = portico.entropy.id(now)?;
        let token = link_token(&portico.audit_key, Purpose::Unsubscribe, id);
        let choice = Choice { login, list: &list.id, subscribed: wanted(&list.id), id, token: &token };
        store::lists::choose(permit.tx(), &choice, now).await?;
    }
    let (before, after) = (json!({ "lists": before }), json!({ "lists": after }));
    let event = Event::ListsChosen;
    permit.commit(portico, Entry { event, target_kind: "user", target: user.id.0, before, after }).await
}
