//! Parts of the interface that a browser loads when one of their pages is first opened: what everybody needs at once
//! stays small, however many pages there are. The build makes a file of each part (see `server/xtask/src/wasm.rs`);
//! the server draws every page itself and tells the browser which parts to fetch along.

use super::palette::Palette;
use super::*;
use crate::route::LazyPage;
use leptos::prelude::*;

/// `part!(name, load: Page = component, …)` makes a part of these pages; `load` names the function that fetches it.
macro_rules! part {
    ($(#[$doc:meta])* $part:ident, $load:ident: $($page:ident = $component:path),+ $(,)?) => {
        $(#[$doc])*
        pub mod $part {
            use super::*;

            #[derive(Clone, Copy)]
            #[repr(u8)]
            enum Page {
                $($page),+
            }

            #[::leptos::wasm_split::wasm_split($part, wasm_split_path = ::leptos::wasm_split, preload($load))]
            fn $part(page: u8) -> AnyView {
                $(if page == Page::$page as u8 {
                    return $component().into_any();
                })+
                ().into_any()
            }

            const fn page(page: Page) -> LazyPage {
                LazyPage {
                    page: page as u8,
                    draw: |page| {
                        ::leptos::prefetch_lazy_fn_on_server(stringify!($part));
                        Box::pin($part(page))
                    },
                    load: || Box::pin($load()),
                }
            }

            $(
                #[doc = concat!("[`", stringify!($component), "`].")]
                #[expect(non_upper_case_globals, reason = "it stands for a component and is called like one")]
                pub const $page: LazyPage = page(Page::$page);
            )+
        }
    };
}

part!(
    /// What opens beside the tree of users, and over it.
    users, load_users:
    User = user::Overview,
    MoveUser = user::Relocate,
    SetPassword = user::SetPassword,
    ResetFactor = user::ResetFactor,
    SuspendUser = user::Suspend,
    DeleteUser = user::Delete,
    DeletedUsers = user::Deleted,
    UserAccess = access::OfUser,
    Reach = access::Reach,
    Revoke = access::Revoke,
    Group = group::Overview,
    AddUser = group::AddUser,
    AddGroup = group::Add,
    EditGroup = group::Edit,
    MoveGroup = group::Relocate,
    DeleteGroup = group::Delete,
    GroupSettings = group::Settings,
    GroupAccess = access::OfGroup,
);

part!(
    /// One’s own profile and history, and the people and programs of an account: who may do what for it, who is told.
    me, load_me:
    Accounts = session::Accounts,
    View = profile::View,
    EditProfile = profile::EditContact,
    EditCompany = profile::EditCompany,
    Password = profile::Password,
    ChoosePassword = profile::Choose,
    EnterCode = session::EnterCode,
    SetUpFirst = security::SetUpFirst,
    Security = security::View,
    SetUpFactor = security::SetUp,
    RecoveryCodes = security::RecoveryCodes,
    RemoveFactor = security::Remove,
    ChangeEmail = security::ChangeEmail,
    Deputies = deputy::View,
    Keys = program::Keys,
    MakeKey = program::MakeKey,
    EndKey = program::EndKey,
    Webhooks = webhook::Webhooks,
    AddWebhook = webhook::AddWebhook,
    Webhook = webhook::Webhook,
    DeleteWebhook = webhook::DeleteWebhook,
    Ownership = ownership::View,
    History = history::OfAccount,
    GroupHistory = history::OfGroup,
    UserHistory = history::OfUser,
    OwnHistory = history::Own,
    Logins = login::List,
    AddLogin = login::Add,
    EditLogin = login::Edit,
    RemoveLogin = login::Remove,
    Contacts = contact::List,
    AddContact = contact::Add,
    EditContact = contact::Edit,
    RemoveContact = contact::Remove,
    Coverage = coverage::View,
    MailingLists = list::View,
    AccountTypes = help::AccountTypes,
);

part!(
    /// What is bought: products, orders, licences, invoices and paying them.
    purchases, load_purchases:
    Licences = licence::List,
    Licence = licence::View,
    ActivateLicence = licence::Activate,
    DeactivateLicence = licence::Deactivate,
    RenewLicence = order::Renew,
    Products = product::List,
    Buy = order::Buy,
    Orders = order::List,
    Order = order::View,
    CancelOrder = order::Cancel,
    Invoices = invoice::List,
    Invoice = invoice::View,
    Pay = payment::Pay,
    Payment = payment::View,
);

/// The palette, which is loaded when it is first opened.
#[::leptos::wasm_split::wasm_split(palette, wasm_split_path = ::leptos::wasm_split)]
pub fn palette(about: Palette) -> AnyView {
    super::palette::palette(about).into_any()
}
