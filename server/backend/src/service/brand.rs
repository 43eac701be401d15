//! What this Portico is called and looks like: chosen by the operator, shown on every page.

use crate::access::{Caller, Scope};
use crate::store::Tx;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::brand::{Brand, BrandForm};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, PoisonError, RwLock};
use uuid::Uuid;

/// For how long a server shows what it has read: every page shows it, and it changes once in years.
const FRESH: SignedDuration = SignedDuration::from_secs(5);

/// There is one brand, which has no id of its own.
const ONE: Uuid = Uuid::nil();

/// What was read last; nothing at first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown(Arc<RwLock<Option<Read>>>);

#[derive(Debug)]
struct Read {
    at: Timestamp,
    brand: Arc<Brand>,
}

impl Shown {
    fn get(&self, now: Timestamp) -> Option<Arc<Brand>> {
        let shown = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let read = shown.as_ref().filter(|read| now.duration_since(read.at).abs() < FRESH)?;
        Some(read.brand.clone())
    }

    fn put(&self, now: Timestamp, brand: &Arc<Brand>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Read { at: now, brand: brand.clone() });
    }
}

/// The brand to show: Portico's own until the operator chooses another. What was changed elsewhere shows within five
/// seconds.
///
/// # Errors
/// When the database does not answer.
pub async fn shown(portico: &Portico) -> Result<Arc<Brand>> {
    let now = portico.clock.now();
    if let Some(brand) = portico.brand.get(now) {
        return Ok(brand);
    }
    let brand = Arc::new(store::brand::find(&mut Tx::begin(&portico.pool).await?).await?.unwrap_or_default());
    portico.brand.put(now, &brand);
    Ok(brand)
}

/// What is chosen at this moment, for an operator's key.
///
/// # Errors
/// [`domain::Problem::Forbidden`] when the key has no scope for it.
pub async fn view_by_key(portico: &Portico, caller: &Caller) -> Result<Brand> {
    let mut scope = Scope::for_operator(portico, &caller.without_claim()).await?;
    scope.require(Action::ChangeBrand, &Target::Portico)?;
    Ok(store::brand::find(scope.tx()).await?.unwrap_or_default())
}

/// Changes what the operator names, and gives the brand as it is then.
///
/// # Errors
/// As [`BrandForm::change`]; nothing has changed then.
pub async fn set(portico: &Portico, form: BrandForm) -> Result<Arc<Brand>> {
    change(portico, Scope::for_command(portico).await?, form).await
}

/// The same, by an operator's key.
///
/// # Errors
/// As [`set`]; [`domain::Problem::Forbidden`] when the key has no scope for it.
pub async fn set_by_key(portico: &Portico, caller: &Caller, form: BrandForm) -> Result<Arc<Brand>> {
    change(portico, Scope::for_operator(portico, caller).await?, form).await
}

/// Goes back to Portico's own name, colour and mark.
///
/// # Errors
/// When the database does not answer.
pub async fn reset(portico: &Portico) -> Result<()> {
    go_back(portico, Scope::for_command(portico).await?).await
}

/// The same, by an operator's key; gives what the request is known by.
///
/// # Errors
/// As [`reset`]; [`domain::Problem::Forbidden`] when the key has no scope for it.
pub async fn reset_by_key(portico: &Portico, caller: &Caller) -> Result<Uuid> {
    go_back(portico, Scope::for_operator(portico, caller).await?).await?;
    Ok(ONE)
}

async fn change(portico: &Portico, scope: Scope, form: BrandForm) -> Result<Arc<Brand>> {
    let mut permit = scope.authorize(Action::ChangeBrand, &Target::Portico)?;
    let now = permit.now();
    let before = store::brand::find_to_change(permit.tx()).await?.unwrap_or_default();
    let brand = Arc::new(form.change(before)?);
    store::brand::put(permit.tx(), &brand, now).await?;
    permit.commit_outside(ONE, "the brand was changed").await?;
    portico.brand.put(now, &brand);
    Ok(brand)
}

async fn go_back(portico: &Portico, scope: Scope) -> Result<()> {
    let mut permit = scope.authorize(Action::ChangeBrand, &Target::Portico)?;
    let now = permit.now();
    store::brand::delete(permit.tx()).await?;
    permit.commit_outside(ONE, "the brand was reset").await?;
    portico.brand.put(now, &Arc::default());
    Ok(())
}
