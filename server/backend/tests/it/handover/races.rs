//! Transfers of an account raced against suspension and whatever else would make them void: always exactly one holder,
//! who is not suspended, and never half a transfer.

use super::house::House;
use crate::support::Person;
use backend::clock::Entropy;
use backend::service::handover;
use domain::Problem;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What somebody does at the same time as others.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Offer(usize, usize),
    Accept(usize),
    Decline(usize),
    Cancel(usize),
    /// By the root's administrator.
    Suspend(usize),
    Resume(usize),
    Give(usize),
    /// What every server does every half minute.
    Settle,
}

/// Those between whom the account goes, by User id.
const PEOPLE: [&str; 4] = ["holder@acme.example", "dag@acme.example", "carin@acme.example", "bo@acme.example"];

struct Race {
    house: House,
    people: [Person; 4],
}

/// How things stand, by place in [`PEOPLE`].
struct State {
    holder: usize,
    /// To whom, and whether they accepted.
    open: Option<(usize, bool)>,
}

impl Race {
    async fn do_it(&self, deed: Deed, offer: &str) -> backend::Result<()> {
        let house = &self.house;
        match deed {
            Deed::Offer(by, to) => house.offer(&self.people[by], PEOPLE[to]).await.map(drop),
            Deed::Accept(by) => house.accept(&self.people[by], offer).await,
            Deed::Decline(by) => house.decline(&self.people[by], offer).await,
            Deed::Cancel(by) => house.cancel(&self.people[by], offer).await,
            Deed::Suspend(who) => house.suspend(&house.rut, self.people[who].id).await,
            Deed::Resume(who) => house.resume(&house.rut, self.people[who].id).await,
            Deed::Give(by) => house.give(&self.people[by], house.finance, "fia@acme.example", "viewer").await.map(drop),
            Deed::Settle => handover::settle(&house.world.portico).await.map(drop),
        }
    }

    async fn state(&self) -> (State, String) {
        let (holder, id, to, accepted): (uuid::Uuid, Option<uuid::Uuid>, Option<uuid::Uuid>, Option<bool>) =
            sqlx::query_as(
                "select a.holder_user_id, h.id, h.to_id, h.accepted_at is not null
                 from accounts a left join handovers h on h.account_id = a.id and h.ended_at is null",
            )
            .fetch_one(self.house.world.owner())
            .await
            .unwrap();
        let place = |id: uuid::Uuid| self.people.iter().position(|person| person.id.0 == id).unwrap();
        let state = State { holder: place(holder), open: to.map(|to| (place(to), accepted == Some(true))) };
        (state, id.unwrap_or_default().to_string())
    }

    /// Nothing is ever half done.
    async fn assert_is_sound(&self, round: u32, deeds: &[Deed]) {
        let wrong: Vec<String> = sqlx::query_scalar(
            "select 'holder: none, or suspended' from accounts a
             where not exists (select from users u where u.id = a.holder_user_id and u.suspended_at is null and u.login_id is not null)
             union all
             select 'open: more than one' from handovers where ended_at is null having count(*) > 1
             union all
             select 'open: not by the holder' from handovers h join accounts a on a.id = h.account_id
             where h.ended_at is null and h.from_id <> a.holder_user_id
             union all
             select 'open: to somebody suspended' from handovers h join users u on u.id = h.to_id
             where h.ended_at is null and u.suspended_at is not null
             union all
             select 'accepted: not for 72 hours' from handovers
             where takes_effect_at is distinct from accepted_at + interval '72 hours'
             union all
             select 'done: the next was not by the new holder' from (
                 select from_id, lag(to_id) over (order by id) as before from handovers where outcome = 'done') d
             where before is not null and before <> from_id
             union all
             select 'done: the account is another’s' from accounts a
             where holder_user_id <> coalesce((select to_id from handovers where outcome = 'done' order by id desc limit 1), a.holder_user_id)
             union all
             select 'given by ownership, by who has none' from grants g join accounts a on a.id = g.account_id
             where g.rests_on is null and g.granted_by <> a.holder_user_id
             union all
             select 'written down: ' || coalesce(h.what, l.what) from (
                 select case outcome when 'done' then 'account.handed_over' else 'account.offer_' || outcome end as what,
                     count(*) as times from handovers where outcome is not null group by 1
                 union all select 'account.offered', count(*) from handovers having count(*) > 0
                 union all select 'account.offer_accepted', count(*) from handovers where accepted_at is not null having count(*) > 0
             ) h full join (
                 select action as what, count(*) as times from audit_log
                 where action like 'account.%' and action <> 'account.created' group by 1
             ) l on l.what = h.what where h.times is distinct from l.times",
        )
        .fetch_all(self.house.world.owner())
        .await
        .unwrap();
        assert_eq!(wrong, Vec::<String>::new(), "round {round}: {deeds:?}");
    }
}

/// How many races in each account, and how many accounts in a long run (`PORTICO_TEST_LONG`), 100,000 races in all.
const RACES: u32 = 200;
const LONG_ACCOUNTS: u64 = 500;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn races_of_transfer_and_suspension_leave_one_enabled_holder() {
    let accounts = if std::env::var_os("PORTICO_TEST_LONG").is_some() { LONG_ACCOUNTS } else { 1 };
    let mut outcomes: BTreeMap<String, i64> = BTreeMap::new();
    for account in 0..accounts {
        for (outcome, times) in race_in_one_account(6 + account).await {
            *outcomes.entry(outcome).or_default() += times;
        }
    }
    for outcome in ["cancelled", "declined", "done", "lapsed", "void"] {
        assert!(outcomes.get(outcome).is_some_and(|times| *times > 0), "no race came to {outcome}: {outcomes:?}");
    }
}

/// Two to sixteen people offer, accept, cancel, decline, suspend, give access and let the time come at the same moment,
/// again and again; gives how the offers ended.
async fn race_in_one_account(seed: u64) -> Vec<(String, i64)> {
    let house = House::new().await;
    let bo = house.world.person(&house.account, house.sales, PEOPLE[3]).await;
    house.world.person(&house.account, house.finance, "fia@acme.example").await;
    let people = [house.hilma.clone(), house.dag.clone(), house.carin.clone(), bo];
    let race = Arc::new(Race { house, people });
    let dice = Entropy::seeded(seed);
    let below = |most: usize| {
        let mut bytes = [0; 4];
        dice.fill(&mut bytes).unwrap();
        usize::try_from(u32::from_le_bytes(bytes)).unwrap() % most
    };
    for round in 0..RACES {
        // Each begins somewhere: nothing offered, offered, lapsing, accepted, or due.
        let (before, _) = race.state().await;
        let (other, begins) = (below(4), below(8));
        let hours = |hours| race.house.world.portico.clock.advance(SignedDuration::from_hours(hours));
        if before.open.is_none() && begins > 0 && other != before.holder {
            let _ = race.do_it(Deed::Resume(other), "").await;
            race.do_it(Deed::Offer(before.holder, other), "").await.unwrap();
            if begins > 3 {
                let (_, offer) = race.state().await;
                race.do_it(Deed::Accept(other), &offer).await.unwrap();
            }
        }
        hours([0, 0, 24 * 7, 24 * 7, 1, 72, 72, 72][begins]);
        let (state, offer) = race.state().await;
        let holder = state.holder;
        // What is likely to meet: most of all what takes it further, and what would undo that.
        let likely: Vec<Deed> = match state.open {
            None => vec![Deed::Offer(holder, other), Deed::Offer(holder, below(4)), Deed::Suspend(other)],
            Some((to, false)) => vec![
                Deed::Accept(to),
                Deed::Accept(to),
                Deed::Accept(to),
                Deed::Decline(to),
                Deed::Cancel(holder),
                Deed::Suspend(to),
                Deed::Settle,
                Deed::Settle,
            ],
            Some((to, true)) => vec![
                Deed::Settle,
                Deed::Settle,
                Deed::Settle,
                Deed::Cancel(holder),
                Deed::Cancel(to),
                Deed::Suspend(to),
                Deed::Suspend(holder),
            ],
        };
        let most = [1, 3, 15][below(3)];
        let deeds: Vec<Deed> = (0..2 + below(most))
            .map(|_| match below(16) {
                0 => Deed::Offer(below(4), below(4)),
                1 => Deed::Cancel(below(4)),
                2 => Deed::Suspend(below(4)),
                3 => Deed::Give(below(4)),
                _ => likely[below(likely.len())],
            })
            .collect();
        let tasks: Vec<_> = deeds
            .iter()
            .map(|deed| {
                let (race, deed, offer) = (Arc::clone(&race), *deed, offer.clone());
                tokio::spawn(async move { race.do_it(deed, &offer).await })
            })
            .collect();
        for task in tasks {
            if let Err(error) = task.await.unwrap() {
                let problem = error.into_problem("");
                let refused =
                    matches!(problem, Problem::Forbidden { .. } | Problem::Invalid { .. } | Problem::NotFound);
                assert!(refused, "round {round}: {problem:?}");
            }
        }
        race.assert_is_sound(round, &deeds).await;
    }
    sqlx::query_as("select outcome, count(*) from handovers where outcome is not null group by 1")
        .fetch_all(race.house.world.owner())
        .await
        .unwrap()
}
