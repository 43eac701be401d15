//! Nordic Freight, a company with terminals in three cities.

use super::names::{Dice, local_part};
use super::{DemoAccount, email, found, insert_logins, record};
use crate::access::{Permit, Scope};
use crate::store::bulk::{self, BulkGrant, BulkGroup, BulkLogin, BulkUser};
use crate::{Portico, Result, store};
use domain::access::{Action, Level, Target};
use domain::email::Email;
use domain::profile::Company;
use domain::user::UserKind;
use domain::{GrantId, GroupId, LoginId, Problem, UserId};
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};

pub(super) const SLUG: &str = "nordic-freight";
const NAME: &str = "Nordic Freight";

/// Who holds the account.
pub(super) const HOLDER: &str = "Eva Lind";

/// Who can sign in, by name, and what there is to know of them.
pub(super) const LOGINS: [(&str, &str); 7] = [
    (HOLDER, "the account holder, also of a second account"),
    ("Anna Berg", "administers Operations"),
    ("Jon Vik", "may view Sales"),
    ("Bo Ek", "works in Gothenburg and administers nothing"),
    ("Per Sjöberg", "views and pays invoices"),
    ("Britt Lindgren", "makes purchases"),
    ("Magnus Pedersen", "activates licences"),
];

/// A group: its name, the name of the group above, its billing code, what people there do, where their phones are
/// (the start of an E.164 number and how many digits follow), and how many it holds besides those named in [`PEOPLE`].
struct Place {
    name: &'static str,
    above: &'static str,
    code: &'static str,
    about: &'static str,
    work: &'static [&'static str],
    phone: (&'static str, usize),
    users: usize,
}

const GOTHENBURG: (&str, usize) = ("+4631707", 4);
const MALMO: (&str, usize) = ("+4640660", 4);
const OSLO: (&str, usize) = ("+472240", 4);
const STOCKHOLM: (&str, usize) = ("+468505", 5);
const COPENHAGEN: (&str, usize) = ("+453370", 4);

const PLACES: [Place; 25] = [
    place(
        "Finance",
        NAME,
        "NF-100",
        "Invoices in and out, payroll",
        &["payroll", "invoices", "controller"],
        STOCKHOLM,
        14,
    ),
    place("Operations", NAME, "NF-200", "Everything that moves", &[], STOCKHOLM, 0),
    place("Sales", NAME, "NF-300", "Offers and customers", &["sales"], STOCKHOLM, 5),
    place("Systems", NAME, "NF-400", "What runs by itself, and those who keep it running", &["on call"], STOCKHOLM, 31),
    place("Gothenburg terminal", "Operations", "NF-210", "Arendal, quay 7", &[], GOTHENBURG, 0),
    place("Malmö terminal", "Operations", "NF-220", "Norra hamnen", &["shift leader"], MALMO, 6),
    place("Oslo terminal", "Operations", "NF-230", "Alnabru", &["shift leader"], OSLO, 8),
    place("Road haulage", "Operations", "NF-240", "Our own lorries", &["dispatcher"], STOCKHOLM, 2),
    place("Cross-dock", "Gothenburg terminal", "", "", &["forklift", "loading"], GOTHENBURG, 24),
    place("Cold store", "Gothenburg terminal", "", "Fish and flowers", &["forklift"], GOTHENBURG, 12),
    place("Customs", "Gothenburg terminal", "", "", &["customs desk"], GOTHENBURG, 9),
    place("Yard", "Gothenburg terminal", "", "", &["yard"], GOTHENBURG, 14),
    place("Cross-dock", "Malmö terminal", "", "", &["forklift", "loading"], MALMO, 26),
    place("Ferry desk", "Malmö terminal", "", "", &["ferry desk"], MALMO, 9),
    place("Yard", "Malmö terminal", "", "", &["yard"], MALMO, 7),
    place("Cross-dock", "Oslo terminal", "", "", &["forklift", "loading"], OSLO, 38),
    place("Customs", "Oslo terminal", "", "", &["customs desk"], OSLO, 12),
    place("Yard", "Oslo terminal", "", "", &["yard"], OSLO, 19),
    place("Long distance", "Road haulage", "NF-241", "", &["driver"], STOCKHOLM, 96),
    place("Distribution", "Road haulage", "NF-242", "", &["driver"], STOCKHOLM, 104),
    place("Workshop", "Road haulage", "NF-243", "", &["mechanic"], STOCKHOLM, 28),
    place("Key accounts", "Sales", "NF-310", "", &["key accounts"], STOCKHOLM, 24),
    place("Denmark", "Sales", "NF-320", "", &["sales"], COPENHAGEN, 39),
    place("Norway", "Sales", "NF-330", "", &["sales"], OSLO, 51),
    place("Sweden", "Sales", "NF-340", "", &["sales"], STOCKHOLM, 82),
];

const fn place(
    name: &'static str,
    above: &'static str,
    code: &'static str,
    about: &'static str,
    work: &'static [&'static str],
    phone: (&'static str, usize),
    users: usize,
) -> Place {
    Place { name, above, code, about, work, phone, users }
}

/// Full name, the group, the friendly name, the phone number, and seconds since they were last active.
const PEOPLE: [(&str, &str, &str, &str, i64); 5] = [
    ("Anna Berg", "Operations", "Anna, head of operations", "+46850501020", 2 * 60),
    ("Bo Ek", "Gothenburg terminal", "Bo, night shift", "+46317072210", 3_600),
    ("Mia Sund", "Gothenburg terminal", "Mia, customs desk", "+46317072230", 26 * 3_600),
    ("Jon Vik", "Sales", "", "+46850501031", 47 * 60),
    ("Sara Holm", "Sales", "Sara, head of sales", "+46850501030", 5 * 3_600),
];

/// Who administers or views what, given by the account holder.
const GRANTS: [(&str, Level, &str); 3] = [
    ("Anna Berg", Level::Administrator, "Operations"),
    ("Sara Holm", Level::Administrator, "Sales"),
    ("Jon Vik", Level::Viewer, "Sales"),
];

/// Where the first who works there administers the place, given by Anna Berg.
const LED_FROM_WITHIN: [&str; 3] = ["Malmö terminal", "Oslo terminal", "Road haulage"];

/// What runs by itself in Systems.
const MACHINES: [(&str, usize, &str); 5] = [
    ("gate", 6, "Gate controller"),
    ("scale", 6, "Weighbridge"),
    ("scanner", 8, "Parcel scanner"),
    ("coldroom", 3, "Temperature alarm"),
    ("backup", 2, "Backup"),
];

/// The address of this person.
pub(super) fn address(name: &str) -> Result<Email> {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    email(&of_company(&local_part(first, last, &mut HashSet::new())))
}

fn of_company(local: &str) -> String {
    format!("{local}@nordicfreight.example")
}

/// Loads the account in one transaction; those who can sign in get this password.
pub(super) async fn load(portico: &Portico, password_hash: &str) -> Result<DemoAccount> {
    let scope = Scope::for_command(portico).await?;
    let mut permit = scope.authorize(Action::CreateAccount, &Target::Portico)?;
    let logins = logins(portico, &mut permit, password_hash).await?;
    let (root, id) = (GroupId(portico.entropy.id(permit.now())?), UserId(portico.entropy.id(permit.now())?));
    let holder = BulkUser {
        full_name: HOLDER.to_owned(),
        friendly_name: "Eva, account holder".to_owned(),
        phone: Some("+46850501000".to_owned()),
        login: logins.get(HOLDER).copied(),
        last_active_at: Some(permit.now()),
        ..BulkUser::person(id, root, address(HOLDER)?.to_string())
    };
    let entry = found(&mut permit, SLUG, NAME, NAME, holder).await?;
    let company = Company {
        company: "Nordic Freight AB".to_owned(),
        address: "Hamngatan 4\n411 06 Göteborg".to_owned(),
        country: Some("SE"),
        tax_id: "SE556677889901".to_owned(),
    };
    store::accounts::update_company(&mut permit, &company, 1).await?;

    let now = permit.now();
    let groups = groups(portico, &mut permit, root).await?;
    let staff = Staff::hire(portico, now, &groups, &logins)?;
    bulk::insert_users(&mut permit, &staff.users).await?;
    let grants = grants(portico, now, id, &groups, &staff)?;
    bulk::give_grants(&mut permit, &grants).await?;
    bulk::recount(&mut permit).await?;
    super::people::load(portico, &mut permit, id, &logins).await?;
    super::shop::load(portico, &mut permit, id).await?;
    let (users, groups, grants) = (staff.users.len() + 1, PLACES.len() + 1, grants.len());
    let loaded = DemoAccount { slug: SLUG, name: NAME, users, groups, grants };
    record(portico, permit, &entry, &loaded).await?;
    super::invoices::load(portico, SLUG).await?;
    super::programs::load(portico, SLUG).await?;
    Ok(loaded)
}

async fn logins(portico: &Portico, permit: &mut Permit, password_hash: &str) -> Result<HashMap<&'static str, LoginId>> {
    let mut logins = Vec::new();
    for (name, _) in LOGINS {
        logins.push(BulkLogin { id: LoginId(portico.entropy.id(permit.now())?), email: address(name)? });
    }
    insert_logins(permit, &logins, password_hash).await?;
    Ok(LOGINS.iter().map(|(name, _)| *name).zip(logins.into_iter().map(|login| login.id)).collect())
}

/// Makes the groups; gives their ids in the order of [`PLACES`].
async fn groups(portico: &Portico, permit: &mut Permit, root: GroupId) -> Result<Vec<GroupId>> {
    let mut ids: Vec<GroupId> = Vec::new();
    let mut levels: Vec<Vec<BulkGroup>> = Vec::new();
    let mut level_of: HashMap<&str, (GroupId, usize)> = HashMap::from([(NAME, (root, 0))]);
    for place in &PLACES {
        let id = GroupId(portico.entropy.id(permit.now())?);
        let (parent, level) = level_of.get(place.above).copied().unwrap_or((root, 0));
        // Names that are not the only ones of their kind have nothing below them.
        level_of.entry(place.name).or_insert((id, level + 1));
        ids.push(id);
        levels.resize_with(levels.len().max(level + 1), Vec::new);
        levels[level].push(BulkGroup {
            id,
            parent,
            name: place.name.to_owned(),
            description: place.about.to_owned(),
            billing_code: (!place.code.is_empty()).then(|| place.code.to_owned()),
        });
    }
    for level in &levels {
        bulk::insert_groups(permit, &level.iter().collect::<Vec<_>>()).await?;
    }
    Ok(ids)
}

/// Everybody but the account holder.
struct Staff {
    users: Vec<BulkUser>,
    /// Those of [`PEOPLE`].
    known: HashMap<&'static str, UserId>,
    /// The first of each place, by its name.
    first: HashMap<&'static str, UserId>,
}

impl Staff {
    fn hire(portico: &Portico, now: Timestamp, groups: &[GroupId], logins: &HashMap<&str, LoginId>) -> Result<Self> {
        let dice = Dice::new(0x4E_46);
        let mut staff = Self { users: Vec::new(), known: HashMap::new(), first: HashMap::new() };
        let mut taken: HashSet<String> = HashSet::from(["eva.lind".to_owned()]);
        let ago = |seconds: i64| now.checked_sub(SignedDuration::from_secs(seconds)).ok();
        for (place, group) in PLACES.iter().zip(groups) {
            for (name, _, friendly_name, phone, seconds) in PEOPLE.iter().filter(|(_, at, ..)| *at == place.name) {
                let (first, last) = name.split_once(' ').unwrap_or((name, ""));
                let id = UserId(portico.entropy.id(now)?);
                staff.known.insert(name, id);
                let handle = of_company(&local_part(first, last, &mut taken));
                staff.users.push(BulkUser {
                    full_name: (*name).to_owned(),
                    friendly_name: (*friendly_name).to_owned(),
                    phone: Some((*phone).to_owned()),
                    login: logins.get(name).copied(),
                    last_active_at: ago(*seconds),
                    ..BulkUser::person(id, *group, handle)
                });
            }
            let machines = staff.machines(portico, now, place, *group)?;
            for number in machines..place.users {
                let id = UserId(portico.entropy.id(now)?);
                if number == machines {
                    staff.first.entry(place.name).or_insert(id);
                }
                let (first, last) = dice.name()?;
                let friendly_name =
                    if dice.percent(35)? { format!("{first}, {}", dice.one_of(place.work)?) } else { String::new() };
                // Most were here this week, some long ago, some never.
                let seconds = match dice.below(10)? {
                    0..=2 => Some(dice.below(10 * 3_600)?),
                    3..=6 => Some(dice.below(6 * 86_400)?),
                    7..=8 => Some(dice.below(120 * 86_400)?),
                    _ => None,
                };
                let handle = of_company(&local_part(first, last, &mut taken));
                staff.users.push(BulkUser {
                    full_name: format!("{first} {last}"),
                    friendly_name,
                    phone: if dice.percent(80)? { Some(phone(&dice, place.phone)?) } else { None },
                    last_active_at: seconds.and_then(|seconds| ago(i64::try_from(seconds).ok()?)),
                    ..BulkUser::person(id, *group, handle)
                });
            }
        }
        Ok(staff)
    }

    /// What runs by itself in this place; gives how many of its users that makes.
    fn machines(&mut self, portico: &Portico, now: Timestamp, place: &Place, group: GroupId) -> Result<usize> {
        let machines: Vec<(String, String)> = match place.name {
            // Gate 7 stands at the terminal, its sisters are looked after by Systems.
            "Gothenburg terminal" => vec![("gate7".to_owned(), "Gate controller".to_owned())],
            "Systems" => MACHINES
                .iter()
                .flat_map(|(kind, count, what)| {
                    (1..=*count).map(move |n| (format!("{kind}{n}"), format!("{what} {n}")))
                })
                .collect(),
            _ => Vec::new(),
        };
        let count = if place.name == "Systems" { machines.len() } else { 0 };
        for (handle, friendly_name) in machines {
            self.users.push(BulkUser {
                kind: UserKind::System,
                phone: (handle == "gate7").then(|| "+46317072217".to_owned()),
                friendly_name,
                last_active_at: now.checked_sub(SignedDuration::from_secs(12)).ok(),
                ..BulkUser::person(UserId(portico.entropy.id(now)?), group, handle)
            });
        }
        Ok(count)
    }
}

fn phone(dice: &Dice, (start, digits): (&str, usize)) -> Result<String> {
    let mut number = start.to_owned();
    for _ in 0..digits {
        number.push_str(&dice.below(10)?.to_string());
    }
    Ok(number)
}

fn grants(
    portico: &Portico,
    now: Timestamp,
    holder: UserId,
    groups: &[GroupId],
    staff: &Staff,
) -> Result<Vec<BulkGrant>> {
    let group = |name: &str| {
        PLACES.iter().zip(groups).find(|(place, _)| place.name == name).map(|(_, id)| *id).ok_or(Problem::NotFound)
    };
    let mut grants = Vec::new();
    for (who, level, on) in GRANTS {
        let user = staff.known.get(who).copied().ok_or(Problem::NotFound)?;
        let id = GrantId(portico.entropy.id(now)?);
        grants.push(BulkGrant { id, user, group: group(on)?, level, granted_by: Some(holder), rests_on: None });
    }
    let (anna, rests_on) = (grants[0].user, grants[0].id);
    for place in LED_FROM_WITHIN {
        let user = staff.first.get(place).copied().ok_or(Problem::NotFound)?;
        grants.push(BulkGrant {
            id: GrantId(portico.entropy.id(now)?),
            user,
            group: group(place)?,
            level: Level::Administrator,
            granted_by: Some(anna),
            rests_on: Some(rests_on),
        });
    }
    Ok(grants)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phone_number_could_exist() {
        let dice = Dice::new(1);
        for place in &PLACES {
            for _ in 0..20 {
                let number = phone(&dice, place.phone).expect("seeded");
                assert_eq!(crate::phone::parse(&number, ""), Ok(Some(number.clone())), "{}", place.name);
            }
        }
        for (name, _, _, number, _) in PEOPLE {
            assert_eq!(crate::phone::parse(number, ""), Ok(Some(number.to_owned())), "{name}");
        }
    }
}
