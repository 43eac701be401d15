//! Every address of an account's pages, in one place.

use domain::history::{HistoryView, ONESELF};
use domain::invoice::view::ListView;
use domain::licence::LicenceView;
use domain::tree::TreeView;
use domain::{GrantId, GroupId, InvoiceId, OrderId, PaymentId, ProductId, UserId};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The addresses of one account's pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    account: String,
}

impl Links {
    /// For the account of this slug.
    #[must_use]
    pub fn new(account: impl Into<String>) -> Self {
        Self { account: account.into() }
    }

    /// The account's slug.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// Where a section of the account's pages begins, by the first word of its addresses.
    #[must_use]
    pub fn section(&self, word: &str) -> String {
        format!("/a/{}/{word}", self.account)
    }

    /// The Users page.
    #[must_use]
    pub fn users(&self) -> String {
        self.section("users")
    }

    /// The Users page, showing this.
    #[must_use]
    pub fn tree(&self, view: &TreeView) -> String {
        format!("{}{}", self.users(), query(view))
    }

    /// A user's page.
    #[must_use]
    pub fn user(&self, id: UserId) -> String {
        format!("{}/{id}", self.users())
    }

    /// A group's page.
    #[must_use]
    pub fn group(&self, id: GroupId) -> String {
        format!("/a/{}/groups/{id}", self.account)
    }

    /// What a history is about: a group, a user, one's own profile or the Users page.
    #[must_use]
    pub fn of_history(&self, view: &HistoryView) -> String {
        match (view.user.as_str(), view.group.as_str()) {
            ("", "") => self.users(),
            ("", group) => format!("/a/{}/groups/{group}", self.account),
            (ONESELF, _) => self.profile(),
            (user, _) => format!("{}/{user}", self.users()),
        }
    }

    /// A history, filtered.
    #[must_use]
    pub fn history(&self, view: &HistoryView) -> String {
        let of = match (view.user.as_str(), view.group.as_str()) {
            ("", "") => format!("/a/{}", self.account),
            _ => self.of_history(view),
        };
        let HistoryView { action, actor, from, to, after, .. } = view;
        let parts = [("action", action), ("actor", actor), ("from", from), ("to", to), ("after", after)];
        format!("{of}/history{}", query_of(&parts))
    }

    /// The same as a file, all pages of it.
    #[must_use]
    pub fn export(&self, view: &HistoryView) -> String {
        format!("/a/{}/history/export.csv{}", self.account, query_of(&asked(view)))
    }

    /// The stream of what is newer there than the entry `since`.
    #[must_use]
    pub fn news(&self, view: &HistoryView, since: &String) -> String {
        let parts = [asked(view).as_slice(), &[("since", since)]].concat();
        format!("/a/{}/history/news{}", self.account, query_of(&parts))
    }

    /// The dialog that ends an access, opened from `page` (an address below the account's).
    #[must_use]
    pub fn revoke(&self, grant: GrantId, page: &str) -> String {
        format!("/a/{}/revoke/{grant}?back={page}", self.account)
    }

    /// The invoices that `view` asks for.
    #[must_use]
    pub fn invoices(&self, view: &ListView) -> String {
        format!(
            "/a/{}/invoices{}",
            self.account,
            query_of(&[listed(view).as_slice(), &[("after", &view.after)]].concat())
        )
    }

    /// The same as a file, all pages of it.
    #[must_use]
    pub fn invoices_export(&self, view: &ListView) -> String {
        format!("/a/{}/invoices/export.csv{}", self.account, query_of(&listed(view)))
    }

    /// An invoice's page.
    #[must_use]
    pub fn invoice(&self, id: InvoiceId) -> String {
        format!("/a/{}/invoices/{id}", self.account)
    }

    /// The same as a file.
    #[must_use]
    pub fn invoice_pdf(&self, id: InvoiceId) -> String {
        format!("/a/{}/invoices/{id}/invoice.pdf", self.account)
    }

    /// My Profile.
    #[must_use]
    pub fn profile(&self) -> String {
        format!("/a/{}/profile", self.account)
    }

    /// Ordering a product.
    #[must_use]
    pub fn order_product(&self, id: ProductId) -> String {
        format!("/a/{}/products/{id}/order", self.account)
    }

    /// An order's page.
    #[must_use]
    pub fn order(&self, id: OrderId) -> String {
        format!("/a/{}/orders/{id}", self.account)
    }

    /// A licence's page.
    #[must_use]
    pub fn licence(&self, id: &str) -> String {
        format!("/a/{}/licences/{id}", self.account)
    }

    /// The account's licences, filtered.
    #[must_use]
    pub fn licences(&self, view: &LicenceView) -> String {
        let LicenceView { q, state, sort, after } = view;
        let parts = [("q", q), ("state", state), ("sort", sort), ("after", after)];
        format!("/a/{}/licences{}", self.account, query_of(&parts))
    }

    /// Where an invoice is paid.
    #[must_use]
    pub fn pay(&self, id: InvoiceId) -> String {
        format!("{}/pay", self.invoice(id))
    }

    /// How a payment stands, and its receipt.
    #[must_use]
    pub fn payment(&self, id: PaymentId) -> String {
        format!("/a/{}/payments/{id}", self.account)
    }

    /// Who holds the account.
    #[must_use]
    pub fn ownership(&self) -> String {
        format!("/a/{}/ownership", self.account)
    }
}

/// What a list of invoices is asked for, whichever page of it.
fn listed(view: &ListView) -> [(&'static str, &String); 5] {
    let ListView { q, status, kind, year, sort, .. } = view;
    [("q", q), ("status", status), ("kind", kind), ("year", year), ("sort", sort)]
}

/// What a history is asked for, whichever page of it.
fn asked(view: &HistoryView) -> [(&'static str, &String); 6] {
    let HistoryView { group, user, action, actor, from, to, .. } = view;
    [("group", group), ("user", user), ("action", action), ("actor", actor), ("from", from), ("to", to)]
}

/// The query that asks for `view`; empty for the plain tree.
#[must_use]
pub fn query(view: &TreeView) -> String {
    query_of(&[
        ("open", &view.open),
        ("all", &view.all),
        ("q", &view.q),
        ("kind", &view.kind),
        ("within", &view.within),
        ("after", &view.after),
    ])
}

/// The query of what is not empty.
fn query_of(parts: &[(&str, &String)]) -> String {
    let query: Vec<String> = parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect();
    if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) }
}

/// The address of the page that is open, from the root of the site.
#[must_use]
pub fn here() -> String {
    let location = use_location();
    let search = location.search.get_untracked();
    let mark = if search.is_empty() || search.starts_with('?') { "" } else { "?" };
    format!("{}{mark}{search}", location.pathname.get_untracked())
}

/// Percent-encodes a query's value (RFC 3986: all but unreserved characters).
#[must_use]
pub fn escape(value: &str) -> String {
    value.bytes().fold(String::with_capacity(value.len()), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            escaped.push('%');
            escaped.push(char::from(DIGITS[usize::from(byte >> 4)]));
            escaped.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_history_has_its_address() {
        let links = Links::new("nordic-freight");
        let all = HistoryView { actor: "bo ek".into(), ..HistoryView::default() };
        assert_eq!(links.history(&all), "/a/nordic-freight/history?actor=bo%20ek");
        let group = HistoryView { group: "7".into(), after: "9".into(), ..HistoryView::default() };
        assert_eq!(links.history(&group), "/a/nordic-freight/groups/7/history?after=9");
        assert_eq!(links.export(&group), "/a/nordic-freight/history/export.csv?group=7");
        let news = links.news(&group, &"5".to_owned());
        assert_eq!(news, "/a/nordic-freight/history/news?group=7&since=5");
        let own = HistoryView { user: ONESELF.into(), ..HistoryView::default() };
        assert_eq!(links.history(&own), "/a/nordic-freight/profile/history");
    }

    #[test]
    fn a_view_becomes_a_query() {
        let links = Links::new("nordic-freight");
        assert_eq!(links.tree(&TreeView::default()), "/a/nordic-freight/users");
        let view = TreeView { q: "å b&c".into(), kind: "person".into(), ..TreeView::default() };
        assert_eq!(links.tree(&view), "/a/nordic-freight/users?q=%C3%A5%20b%26c&kind=person");
    }
}
