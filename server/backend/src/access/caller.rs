//! Where a request comes from.

use crate::token::Token;
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
}
