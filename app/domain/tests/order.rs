//! Whatever happens to an order, in whatever order: it is delivered at most once, only after credit, payment or the
//! operator allowed it, and never after it was refused or cancelled.

use domain::order::{Credit, OrderEvent, OrderState, step};
use proptest::prelude::*;

fn events() -> impl Strategy<Value = Vec<OrderEvent>> {
    let event = prop::sample::select(vec![
        OrderEvent::Judge(Credit::None),
        OrderEvent::Judge(Credit::Short),
        OrderEvent::Judge(Credit::Enough),
        OrderEvent::Approve,
        OrderEvent::Pay,
        OrderEvent::Fulfil,
        OrderEvent::Refuse,
        OrderEvent::Cancel,
    ]);
    prop::collection::vec(event, 0..12)
}

proptest! {
    #[test]
    fn it_is_delivered_once_and_only_when_allowed(events in events()) {
        let mut state = OrderState::Placed;
        let (mut allowed, mut ended, mut deliveries) = (false, false, 0);
        for event in events {
            let Some(next) = step(state, event) else { continue };
            prop_assert!(!ended, "{event:?} after the end");
            match event {
                OrderEvent::Judge(Credit::Enough) | OrderEvent::Approve | OrderEvent::Pay => allowed = true,
                OrderEvent::Fulfil => {
                    prop_assert!(allowed);
                    deliveries += 1;
                }
                OrderEvent::Refuse | OrderEvent::Cancel => {
                    prop_assert_eq!(deliveries, 0, "what was delivered stays so");
                    ended = true;
                }
                OrderEvent::Judge(_) => {}
            }
            state = next;
        }
        prop_assert!(deliveries <= 1);
        prop_assert_eq!(state == OrderState::Fulfilled, deliveries == 1);
    }
}

#[test]
fn every_order_that_waits_can_be_paid_approved_refused_and_cancelled() {
    for state in OrderState::ALL {
        let goes_on = |event| step(state, event).is_some();
        for event in [OrderEvent::Approve, OrderEvent::Refuse, OrderEvent::Cancel] {
            assert_eq!(goes_on(event), state.waits(), "{event:?} in {state:?}");
        }
        assert_eq!(goes_on(OrderEvent::Pay), state.waits() || state == OrderState::Fulfilled, "{state:?}");
        assert_eq!(state.name().parse(), Ok(state));
    }
}
