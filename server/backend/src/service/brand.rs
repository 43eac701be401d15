//! What this Portico is called and looks like: chosen by the operator, shown on every page.

use crate::{Portico, Result, store};
use domain::brand::{Brand, BrandForm};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, PoisonError, RwLock};

/// For how long a server shows what it has read: every page shows it, and it changes once in years.
const FRESH: SignedDuration = SignedDuration::from_secs(5);

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
    let brand = Arc::new(store::brand::find(&portico.pool).await?.unwrap_or_default());
    portico.brand.put(now, &brand);
    Ok(brand)
}

/// Changes what the operator names, and gives the brand as it is then.
///
/// # Errors
/// As [`BrandForm::change`]; nothing has changed then.
pub async fn set(portico: &Portico, form: BrandForm) -> Result<Arc<Brand>> {
    let before = store::brand::find(&portico.pool).await?.unwrap_or_default();
    let brand = Arc::new(form.change(before)?);
    let now = portico.clock.now();
    store::brand::put(&portico.pool, &brand, now).await?;
    portico.brand.put(now, &brand);
    Ok(brand)
}

/// Goes back to Portico's own name, colour and mark.
///
/// # Errors
/// When the database does not answer.
pub async fn reset(portico: &Portico) -> Result<()> {
    store::brand::delete(&portico.pool).await?;
    portico.brand.put(portico.clock.now(), &Arc::default());
    Ok(())
}
