//! The icons: one set, 16 px, a 1.6 stroke, drawn for Portico and sent inline so that they cost no request.

use leptos::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IconName {
    /// Two people: the users.
    Users,
    /// One person: who is not signed in yet.
    User,
    /// Four tiles: resources.
    Grid,
    /// Lines of text: logs.
    Lines,
    /// Bars: statistics.
    Chart,
    /// A receipt: invoices.
    Receipt,
    /// A parcel: products.
    Box,
    /// A key: licences.
    Key,
    /// A cog: the account's settings.
    Gear,
    /// A clock turning back: history.
    History,
    /// A magnifier.
    Search,
    /// Add something.
    Plus,
    /// A closed branch.
    ChevronRight,
    /// An open branch or a menu.
    ChevronDown,
    /// A value that comes from above.
    ArrowUp,
    /// Close.
    Close,
    /// Move elsewhere in the tree.
    Move,
    /// Edit.
    Edit,
    /// Delete.
    Trash,
    /// Something to know.
    Info,
    /// Something to watch.
    Warning,
    /// Done.
    Check,
    /// The light theme.
    Sun,
    /// The dark theme.
    Moon,
    /// Sign out.
    Logout,
    /// An account: a company.
    Building,
    /// More actions.
    More,
    /// A note on a user.
    Note,
    /// Add a group.
    FolderPlus,
    /// A value that may not be changed here.
    Lock,
}

impl IconName {
    /// The strokes, in a box of 16 by 16.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Users => {
                "M6 7.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2ZM1.5 13.6c0-2.3 1.9-3.7 4.5-3.7s4.5 1.4 4.5 3.7M10.6 2.7a2.5 2.5 0 0 1 0 4.6M12.4 10.2c1.3.6 2.1 1.8 2.1 3.4"
            }
            Self::User => {
                "M8 8.2a2.9 2.9 0 1 0 0-5.8 2.9 2.9 0 0 0 0 5.8ZM2.6 13.9c.3-2.4 2.4-3.7 5.4-3.7s5.1 1.3 5.4 3.7"
            }
            Self::Grid => {
                "M3.2 2.2h2.6a1 1 0 0 1 1 1v2.6a1 1 0 0 1-1 1H3.2a1 1 0 0 1-1-1V3.2a1 1 0 0 1 1-1ZM10.2 2.2h2.6a1 1 0 0 1 1 1v2.6a1 1 0 0 1-1 1h-2.6a1 1 0 0 1-1-1V3.2a1 1 0 0 1 1-1ZM3.2 9.2h2.6a1 1 0 0 1 1 1v2.6a1 1 0 0 1-1 1H3.2a1 1 0 0 1-1-1v-2.6a1 1 0 0 1 1-1ZM10.2 9.2h2.6a1 1 0 0 1 1 1v2.6a1 1 0 0 1-1 1h-2.6a1 1 0 0 1-1-1v-2.6a1 1 0 0 1 1-1Z"
            }
            Self::Lines => "M2.5 3.5h11M2.5 8h7M2.5 12.5h9.5",
            Self::Chart => "M2 13.6h12M4.3 10.8V8M8 10.8V2.6M11.7 10.8V5.4",
            Self::Receipt => "M3.5 2h9v12l-1.8-1.2L9 14l-1-1-1 1-1.7-1.2L3.5 14ZM6 5.4h4M6 8.6h4",
            Self::Box => "M8 1.8 13.5 4.8v6.4L8 14.2l-5.5-3V4.8ZM2.7 4.9 8 7.9l5.3-3M8 7.9v6.1",
            Self::Key => "M4.9 13.8a2.9 2.9 0 1 0 0-5.8 2.9 2.9 0 0 0 0 5.8ZM7 8.9l6.6-6.6M11.2 4.7l1.9 1.9",
            Self::Gear => {
                "M8 12.1a4.1 4.1 0 1 0 0-8.2 4.1 4.1 0 0 0 0 8.2ZM8 9a1 1 0 1 0 0-2 1 1 0 0 0 0 2ZM8 3.9V1.6M8 14.4v-2.3M12.1 8h2.3M1.6 8h2.3M10.9 5.1l1.6-1.6M3.5 12.5l1.6-1.6M10.9 10.9l1.6 1.6M3.5 3.5l1.6 1.6"
            }
            Self::History => "M2.4 2.4v3.2h3.2M2.7 5.4a5.8 5.8 0 1 1-.4 3.6M8 5v3.3l2.2 1.3",
            Self::Search => "M7 11.8a4.8 4.8 0 1 0 0-9.6 4.8 4.8 0 0 0 0 9.6ZM10.5 10.5 14 14",
            Self::Plus => "M8 3v10M3 8h10",
            Self::ChevronRight => "m6 3.8 4.2 4.2L6 12.2",
            Self::ChevronDown => "M3.8 6 8 10.2 12.2 6",
            Self::ArrowUp => "M8 13.2V2.8M3.8 7 8 2.8 12.2 7",
            Self::Close => "m3.8 3.8 8.4 8.4M12.2 3.8l-8.4 8.4",
            Self::Move => {
                "M8 1.8v12.4M1.8 8h12.4M6.2 3.6 8 1.8l1.8 1.8M6.2 12.4 8 14.2l1.8-1.8M3.6 6.2 1.8 8l1.8 1.8M12.4 6.2 14.2 8l-1.8 1.8"
            }
            Self::Edit => "M10.8 2.7 13.3 5.2 5.6 12.9l-3.2.7.7-3.2ZM9.1 4.4l2.5 2.5",
            Self::Trash => "M2.4 4.3h11.2M6 4.3v-2h4v2M3.9 4.3l.6 9.4h7l.6-9.4M6.7 7v4M9.3 7v4",
            Self::Info => "M8 14.1A6.1 6.1 0 1 0 8 1.9a6.1 6.1 0 0 0 0 12.2ZM8 7.6v3.3M8 5.1h.01",
            Self::Warning => "M8 2.1 14.5 13.4h-13ZM8 6.4v3.2M8 11.5h.01",
            Self::Check => "M3 8.4 6.5 12 13 4.5",
            Self::Sun => {
                "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.4v1.3M8 13.3v1.3M14.6 8h-1.3M2.7 8H1.4M12.7 3.3l-.9.9M4.2 11.8l-.9.9M12.7 12.7l-.9-.9M4.2 4.2l-.9-.9"
            }
            Self::Moon => "M13.7 9.5A6 6 0 0 1 6.5 2.3a6 6 0 1 0 7.2 7.2Z",
            Self::Logout => "M6 2.4H3.4a1 1 0 0 0-1 1v9.2a1 1 0 0 0 1 1H6M10.6 11.1 13.7 8l-3.1-3.1M13.7 8H6",
            Self::Building => "M3.5 13.7V2.4h6v11.3M9.5 6.2h3v7.5M1.8 13.7h12.4M6.5 5.4h.01M6.5 8h.01M6.5 10.6h.01",
            Self::More => {
                "M3.1 8a.3.3 0 1 0 .6 0 .3.3 0 1 0-.6 0ZM7.7 8a.3.3 0 1 0 .6 0 .3.3 0 1 0-.6 0ZM12.3 8a.3.3 0 1 0 .6 0 .3.3 0 1 0-.6 0Z"
            }
            Self::Note => "M2.6 2.6h10.8v6.8l-4 4H2.6ZM13.4 9.4h-4v4",
            Self::FolderPlus => "M1.9 12.9V3.3h4.2l1.5 1.9h6.5v7.7ZM8 7.2v3.6M6.2 9h3.6",
            Self::Lock => "M3.8 7.3h8.4v6.3H3.8ZM5.6 7.3V5.1a2.4 2.4 0 0 1 4.8 0v2.2",
        }
    }
}

/// An icon. Give a `label` only where no words stand beside it and nothing around it is named.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
    /// Its words for those who do not see it; without them it is decoration.
    #[prop(optional)]
    label: &'static str,
) -> impl IntoView {
    let named = !label.is_empty();
    view! {
        <svg
            class="icon"
            viewBox="0 0 16 16"
            role=named.then_some("img")
            aria-label=named.then_some(label)
            aria-hidden=(!named).then_some("true")
        >
            <path d=name.path()></path>
        </svg>
    }
}
