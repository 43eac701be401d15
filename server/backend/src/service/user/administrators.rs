//! Who can administer this, and through what?

use crate::Result;
use crate::access::Scope;
use crate::store;
use crate::store::groups::Group;
use domain::UserId;
use domain::access::Level;
use domain::user::Administrator;

/// Everyone who reaches `group`, or `user` in it: by grants, the nearest first, and the account holder last. The
/// names of administrators above are visible to everyone below; only those that the actor sees are links.
pub(crate) async fn administrators(
    scope: &mut Scope,
    group: &Group,
    user: Option<UserId>,
) -> Result<Vec<Administrator>> {
    let (account, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let mut all: Vec<Administrator> = Vec::new();
    for reaching in store::grants::reaching(scope.tx(), account, group.id, user, now).await? {
        let verb = match reaching.level {
            Level::Administrator => "administers",
            Level::Viewer => "may view",
        };
        let day = member.reader.day(reaching.granted_at);
        let by = reaching.granted_by.as_deref().unwrap_or("the operator");
        all.push(Administrator {
            name: reaching.name,
            user: member.sees(&reaching.sort_path).then_some(reaching.user),
            level: reaching.level,
            through: match reaching.on {
                Some(on) => format!("{verb} {on}"),
                None => format!("{verb} this user"),
            },
            source: format!("granted by {by} on {day}"),
        });
    }
    if let Some(holder) = store::users::find(scope.tx(), account, member.holder, &member.held).await? {
        all.push(Administrator {
            name: holder.display_name().to_owned(),
            user: member.sees(&holder.group.sort_path).then_some(holder.id),
            level: Level::Administrator,
            through: "account holder".to_owned(),
            source: String::new(),
        });
    }
    Ok(all)
}
