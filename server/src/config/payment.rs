//! Who moves the money of payments, from the operator's settings.

use std::{convert::Infallible, fmt, str::FromStr};

use backend::payment::{PaymentProvider, Stripe, StripeKeys};
use clap::Args;

/// Who moves the money of payments. Without keys it is the built-in sandbox, which moves none.
#[derive(Debug, Args)]
pub struct PaymentOptions {
    /// Stripe's secret key (sk_… or rk_…); without it payments go to the built-in sandbox, which moves no money
    #[arg(
        long,
        env = "PORTICO_STRIPE_SECRET_KEY",
        value_name = "KEY",
        hide_env_values = true,
        requires_all = ["stripe_publishable_key", "stripe_webhook_secret"]
    )]
    stripe_secret_key: Option<Secret>,
    /// Stripe's publishable key (pk_…), which payers' browsers are told
    #[arg(long, env = "PORTICO_STRIPE_PUBLISHABLE_KEY", value_name = "KEY")]
    stripe_publishable_key: Option<String>,
    /// The secret (whsec_…) with which Stripe signs what it sends to /hooks/stripe
    #[arg(long, env = "PORTICO_STRIPE_WEBHOOK_SECRET", value_name = "SECRET", hide_env_values = true)]
    stripe_webhook_secret: Option<Secret>,
    /// Another address of Stripe's API, for tests
    #[arg(long, env = "PORTICO_STRIPE_API", value_name = "URL", hide = true)]
    stripe_api: Option<String>,
}

/// A key that is not printed.
#[derive(Clone)]
struct Secret(String);

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Secret, Infallible> {
        Ok(Secret(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl PaymentOptions {
    /// Who moves the money.
    ///
    /// # Errors
    /// When the machine's certificates cannot be read.
    pub fn provider(&self) -> Result<PaymentProvider, Box<dyn std::error::Error + Send + Sync>> {
        let (Some(Secret(secret)), Some(publishable), Some(Secret(webhook))) =
            (&self.stripe_secret_key, &self.stripe_publishable_key, &self.stripe_webhook_secret)
        else {
            return Ok(PaymentProvider::Sandbox);
        };
        let (secret, publishable, webhook) = (secret.clone(), publishable.clone(), webhook.clone());
        let keys = StripeKeys { secret, publishable, webhook };
        Ok(PaymentProvider::Stripe(Stripe::new(keys, self.stripe_api.clone())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        payment: PaymentOptions,
    }

    fn parse(options: &[&str]) -> Result<PaymentOptions, clap::Error> {
        Line::try_parse_from([&["portico"], options].concat()).map(|line| line.payment)
    }

    #[test]
    fn stripe_takes_all_its_keys_and_shows_none() {
        let all =
            ["--stripe-secret-key", "sk_a", "--stripe-publishable-key", "pk_a", "--stripe-webhook-secret", "wh_a"];
        let options = parse(&all).expect("understood");
        assert!(matches!(options.provider(), Ok(PaymentProvider::Stripe(_))));
        let shown = format!("{options:?} {:?}", options.provider().expect("a provider"));
        assert!(!shown.contains("sk_a") && !shown.contains("wh_a"), "{shown}");
        assert!(matches!(parse(&[]).map(|none| none.provider()), Ok(Ok(PaymentProvider::Sandbox))));
        assert!(parse(&all[..4]).is_err(), "a webhook that cannot be believed is not set up");
    }
}
