//! Where a request comes from.

use crate::token::Token;
use domain::KeyId;
use std::net::IpAddr;

/// What a request says about who sends it. None of it is a right: [`super::Scope::open`] finds out what it is worth.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// The session's token.
    pub session: Option<Token>,
    /// The token of a browser that has been signed in from before.
    pub device: Option<Token>,
    /// The address it comes from, as far as trusted proxies tell.
    pub address: Option<IpAddr>,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The request's id, as the person sees it and the log has it.
    pub request_id: String,
    /// The key that a program comes with. Then nothing else says who asks.
    pub program: Option<Program>,
}

impl Caller {
    /// The same for what is only read: nothing is claimed by it.
    #[must_use]
    pub fn without_claim(&self) -> Self {
        let program = self.program.clone().map(|program| Program { claim: None, ..program });
        Self { program, ..self.clone() }
    }
}

/// What a program says about itself.
#[derive(Debug, Clone)]
pub struct Program {
    /// Its key.
    pub token: Token,
    /// Which key that is, as far as it was in force when the request came in.
    pub key: KeyId,
    /// What makes asking again harmless, for a request that makes something.
    pub claim: Option<Claim>,
}

/// A request that a program may send again without doing it again.
#[derive(Debug, Clone)]
pub struct Claim {
    /// What the program calls it: its `Idempotency-Key`.
    pub name: String,
    /// SHA-256 of everything that is asked.
    pub request: [u8; 32],
}
