//! Rule 3's end: a grant falls with what it rests on, unless whoever acts could give it themselves and takes it over.

use super::Basis;
use crate::GrantId;
use std::collections::BTreeSet;

/// A grant, as far as its end matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The grant.
    pub id: GrantId,
    /// What it rests on.
    pub basis: Basis,
}

/// What becomes of the grants that lose what they rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fallout {
    /// These end, in an order in which nothing ends before what rests on it has been looked at.
    pub ended: Vec<GrantId>,
    /// These go on as grants of whoever acts, resting on this from now on.
    pub kept: Vec<(GrantId, Basis)>,
}

/// Every grant that falls when these do and nothing is taken over: `first` and what rests on them.
#[must_use]
pub fn all_that_fall(standing: &[Standing], first: &[GrantId]) -> BTreeSet<GrantId> {
    fallout(standing, first, |_| None).ended.into_iter().collect()
}

/// What becomes of `first`, which lose what they rest on, and of all that rests on them. `keep` says for a grant by
/// what whoever acts could give it themselves; they must not count on what falls here ([`all_that_fall`]).
#[must_use]
pub fn fallout(standing: &[Standing], first: &[GrantId], mut keep: impl FnMut(GrantId) -> Option<Basis>) -> Fallout {
    let mut outcome = Fallout::default();
    let mut looked_at = BTreeSet::new();
    let mut waiting: Vec<GrantId> = first.to_vec();
    while let Some(id) = waiting.pop() {
        if !looked_at.insert(id) {
            continue;
        }
        match keep(id) {
            Some(basis) => outcome.kept.push((id, basis)),
            None => {
                outcome.ended.push(id);
                waiting.extend(standing.iter().filter(|one| one.basis.grant == Some(id)).map(|one| one.id));
            }
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn grant(number: u128) -> GrantId {
        GrantId(Uuid::from_u128(number))
    }

    /// 2 and 3 rest on 1, 4 rests on 3; 5 rests on ownership.
    fn standing() -> Vec<Standing> {
        [(1, None), (2, Some(1)), (3, Some(1)), (4, Some(3)), (5, None)]
            .map(|(id, on)| Standing { id: grant(id), basis: Basis { grant: on.map(grant), deputy: None } })
            .to_vec()
    }

    #[test]
    fn all_that_rests_on_a_grant_falls_with_it() {
        assert_eq!(all_that_fall(&standing(), &[grant(1)]), [1, 2, 3, 4].map(grant).into());
        assert_eq!(all_that_fall(&standing(), &[grant(3), grant(5)]), [3, 4, 5].map(grant).into());
    }

    #[test]
    fn what_is_taken_over_stays_with_all_that_rests_on_it() {
        let mine = Basis { grant: Some(grant(9)), deputy: None };
        let outcome = fallout(&standing(), &[grant(1)], |id| (id == grant(3)).then_some(mine));
        assert_eq!(outcome.kept, [(grant(3), mine)]);
        assert_eq!(outcome.ended.into_iter().collect::<BTreeSet<_>>(), [1, 2].map(grant).into());
    }
}
