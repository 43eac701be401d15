//! What makes an offer void: whatever changes on either side, seen at once or when its time has come.

use super::house::{House, told, told_to_the_form};
use crate::support::problem;
use backend::service::handover;
use domain::handover::{Outcome, Void};
use jiff::SignedDuration;

#[tokio::test]
async fn suspending_the_receiver_makes_it_void_at_once() {
    for accepted in [false, true] {
        let house = House::new().await;
        let offer = house.offer(&house.hilma, "dag@acme.example").await.unwrap();
        if accepted {
            house.accept(&house.dag, &offer).await.unwrap();
        }
        house.suspend(&house.rut, house.carin.id).await.unwrap();
        assert!(house.page(&house.hilma).await.pending.is_some(), "another's suspension is nothing to it");
        house.world.portico.clock.advance(SignedDuration::from_secs(1));
        house.suspend(&house.rut, house.dag.id).await.unwrap();
        assert_eq!(house.world.count("select count(*) from handovers where ended_at is null").await, 0);
        let words = "The offer of Hilma Holder to dag@acme.example became void on 21 Nov 2026. \
                     The one to whom the account was offered was suspended.";
        assert_eq!(house.page(&house.hilma).await.last, words);
        // It stays void when the suspension ends.
        house.resume(&house.rut, house.dag.id).await.unwrap();
        assert_eq!(told_to_the_form(&problem(house.accept(&house.dag, &offer).await)), words);
        house.hours(24 * 8);
        assert!(house.settle().await.is_empty());
        assert_eq!(house.holder().await, house.hilma.id);
        let page = house.history(&house.hilma.caller, "").await.unwrap();
        assert_eq!(told(&page)[0], "rut@acme.example: Offer of the account void");
    }
}

/// Something that is done behind the back of the offer.
type Change = (&'static str, Void);

/// What makes it void: seen to within half a minute, and told before that; and decided afresh when its time has come.
#[tokio::test]
async fn whatever_changes_on_either_side_makes_it_void() {
    let changes: [Change; 7] = [
        (
            "update logins set credentials_changed_at = credentials_changed_at + interval '1 second'
             where id = (select login_id from users where id = $1) and $2::uuid is not null",
            Void::HolderChanged,
        ),
        (
            "update logins set credentials_changed_at = credentials_changed_at + interval '1 second'
             where id = (select login_id from users where id = $2) and $1::uuid is not null",
            Void::ReceiverChanged,
        ),
        // Another login, whose credentials changed at the same moment.
        (
            "with other as (insert into logins (id, email, email_key, credentials_changed_at, created_at)
                 select gen_random_uuid(), 'x@y.example', 'x@y.example', credentials_changed_at, created_at
                 from logins where id = (select login_id from users where id = $2) returning id)
             update users set login_id = other.id from other where users.id = $2 and $1::uuid is not null",
            Void::ReceiverChanged,
        ),
        ("update users set login_id = null where id = $2 and $1::uuid is not null", Void::NoLogin),
        ("update users set suspended_at = now() where id = $2 and $1::uuid is not null", Void::Suspended),
        ("delete from users where id = $2 and $1::uuid is not null", Void::Gone),
        (
            "update accounts set holder_user_id = (select id from users where handle = 'rut@acme.example')
          where holder_user_id = $1 and $2::uuid is not null",
            Void::NotHolder,
        ),
    ];
    for (change, why) in changes {
        for (accepted, due) in [(false, false), (true, false), (true, true)] {
            let house = House::new().await;
            let offer = house.offer(&house.hilma, "dag@acme.example").await.unwrap();
            if accepted {
                house.accept(&house.dag, &offer).await.unwrap();
            }
            if due {
                house.hours(72);
            }
            let holder = house.holder().await;
            let done = sqlx::query(change)
                .bind(house.hilma.id.0)
                .bind(house.dag.id.0)
                .execute(house.world.owner())
                .await
                .unwrap();
            assert_eq!(done.rows_affected(), 1, "{why:?}");
            let can_sign_in = !matches!(why, Void::NoLogin | Void::Suspended | Void::Gone);
            if !accepted && can_sign_in && change.contains("credentials") && !change.contains("other") {
                told_to_the_form(&problem(house.accept(&house.dag, &offer).await));
                assert!(house.page(&house.dag).await.last.contains("became void"));
            }
            assert_eq!(house.settle().await, [Outcome::Void(why)], "accepted: {accepted}, due: {due}");
            let now = house.holder().await;
            assert_ne!(now, house.dag.id);
            assert!(now == holder || why == Void::NotHolder);
            house.hours(24 * 30);
            assert!(house.settle().await.is_empty());
        }
    }
}

#[tokio::test]
async fn what_changes_at_the_very_moment_is_waited_for() {
    let house = House::new().await;
    for side in [house.hilma.id, house.dag.id] {
        house.accepted().await;
        house.hours(72);
        let mut changing = house.world.owner().begin().await.unwrap();
        sqlx::query(
            "update logins set credentials_changed_at = credentials_changed_at + interval '1 second'
             where id = (select login_id from users where id = $1)",
        )
        .bind(side.0)
        .execute(&mut *changing)
        .await
        .unwrap();
        let portico = house.world.portico.clone();
        let settling = tokio::spawn(async move { handover::settle(&portico).await });
        // Until it waits for the row, or has not waited.
        let waits =
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        while house.world.count(waits).await == 0 && !settling.is_finished() {
            tokio::task::yield_now().await;
        }
        changing.commit().await.unwrap();
        let settled = settling.await.unwrap().unwrap();
        assert!(matches!(settled[..], [(_, Outcome::Void(_))]), "{settled:?}");
    }
    assert_eq!(house.holder().await, house.hilma.id);
}
