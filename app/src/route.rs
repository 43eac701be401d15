//! Routes to pages that a browser loads when they are first opened, as data: each is a row of the route table, and all
//! of them are of one type, so that one more page costs everybody some bytes and not code of its own.

use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::{
    ChooseView, GeneratedRouteData, MatchInterface, MatchNestedRoutes, MatchParams, PartialPathMatch, PathSegment,
    PossibleRouteMatch, RouteMatchId,
};
use std::borrow::Cow;
use std::pin::Pin;

/// An address below another one: words and `:parameters` between slashes, such as `users/:user/move`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address(pub &'static str);

impl PossibleRouteMatch for Address {
    fn optional(&self) -> bool {
        false
    }

    fn test<'a>(&self, path: &'a str) -> Option<PartialPathMatch<'a>> {
        let mut rest = path;
        let mut params = Vec::new();
        for word in self.0.split('/') {
            rest = rest.strip_prefix('/').unwrap_or(rest);
            let (segment, after) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            match word.strip_prefix(':') {
                Some(name) if !segment.is_empty() => params.push((name.into(), segment.to_owned())),
                None if segment == word => {}
                _ => return None,
            }
            rest = after;
        }
        Some(PartialPathMatch::new(rest, params, &path[..path.len() - rest.len()]))
    }

    fn generate_path(&self, path: &mut Vec<PathSegment>) {
        path.extend(self.0.split('/').map(|word| match word.strip_prefix(':') {
            Some(name) => PathSegment::Param(name.into()),
            None => PathSegment::Static(word.into()),
        }));
    }
}

/// A page of a part of the interface, see [`crate::pages::part`].
#[derive(Debug, Clone, Copy)]
pub struct LazyPage {
    /// Which of its part's.
    pub(crate) page: u8,
    /// Draws it, once its part is there.
    pub(crate) draw: fn(u8) -> Pin<Box<dyn Future<Output = AnyView>>>,
    /// Fetches its part.
    pub(crate) load: fn() -> Pin<Box<dyn Future<Output = ()>>>,
}

impl ChooseView for LazyPage {
    async fn choose(self) -> AnyView {
        (self.draw)(self.page).await
    }

    async fn preload(&self) {
        (self.load)().await;
    }
}

/// Rows of the route table.
#[component(transparent)]
pub fn Pages(
    /// Each page with its address, below the route around it.
    at: &'static [(&'static str, LazyPage)],
) -> AnyNestedRoute {
    let row = |&(path, page)| (RouteMatchId::new_from_route_id(), Address(path), page);
    PageRoutes(at.iter().map(row).collect()).into_any_nested_route()
}

/// Pages with their addresses.
#[derive(Clone)]
struct PageRoutes(Vec<(RouteMatchId, Address, LazyPage)>);

impl MatchNestedRoutes for PageRoutes {
    type Data = ();
    type Match = PageMatch;

    fn match_nested<'a>(&'a self, path: &'a str) -> (Option<(RouteMatchId, PageMatch)>, &'a str) {
        for (id, address, page) in &self.0 {
            if let Some(found) = address.test(path).filter(PartialPathMatch::is_complete) {
                let matched = path[..path.len() - found.remaining().len()].to_owned();
                return (Some((*id, PageMatch { id: *id, matched, page: *page, params: found.params() })), "");
            }
        }
        (None, path)
    }

    fn generate_routes(&self) -> impl IntoIterator<Item = GeneratedRouteData> + '_ {
        self.0.iter().map(|(_, address, _)| {
            let mut segments = Vec::new();
            address.generate_path(&mut segments);
            GeneratedRouteData { segments, ..GeneratedRouteData::default() }
        })
    }

    fn optional(&self) -> bool {
        false
    }
}

/// The page of an address.
struct PageMatch {
    id: RouteMatchId,
    matched: String,
    params: Vec<(Cow<'static, str>, String)>,
    page: LazyPage,
}

impl MatchParams for PageMatch {
    fn to_params(&self) -> Vec<(Cow<'static, str>, String)> {
        self.params.clone()
    }
}

impl MatchInterface for PageMatch {
    type Child = ();

    fn as_id(&self) -> RouteMatchId {
        self.id
    }

    fn as_matched(&self) -> &str {
        &self.matched
    }

    fn into_view_and_child(self) -> (impl ChooseView, Option<()>) {
        (self.page, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_matches_what_starts_with_it() {
        let address = Address("users/:user/move");
        let matched = |path| address.test(path).map(|matched| (matched.remaining().to_owned(), matched.params()));
        let user = vec![("user".into(), "7".to_owned())];
        assert_eq!(matched("/users/7/move"), Some((String::new(), user.clone())));
        assert_eq!(matched("users/7/move/on"), Some(("/on".to_owned(), user)));
        for other in ["/users/7", "/users//move", "/groups/7/move", "/users/7/moved", ""] {
            assert_eq!(matched(other), None, "{other}");
        }
    }
}
