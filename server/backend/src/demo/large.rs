//! A company of a million users, for measurements: groups of every size and depth, and two hundred people who can sign
//! in at once.

use super::names::{Dice, ascii};
use super::{DemoAccount, DemoLogin, DemoReport, check, email, found, insert_logins, record};
use crate::access::{Permit, Scope};
use crate::import::{Phase, Progress, Steps};
use crate::store::bulk::{self, BATCH, BulkGrant, BulkGroup, BulkLogin, BulkUser};
use crate::{Portico, Result};
use domain::access::{Action, Level, Target};
use domain::{GrantId, GroupId, LoginId, Problem, UserId};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;

const SLUG: &str = "large";
const NAME: &str = "Large Logistics";
const HOLDER: &str = "holder@large.example";

/// At a scale of 100.
const USERS: usize = 1_000_000;
const GROUPS: usize = 20_000;
const GRANTS: usize = 50_000;

/// Who can sign in besides the holder: `user-1@large.example` and so on.
const LOGINS: usize = 200;
/// How many of them administer something: the first six a group of each size in [`SIZES`], the smallest first.
const ADMINISTRATORS: usize = 100;

/// Levels of groups, the top one counted.
const LEVELS: usize = 8;
/// Groups right below the top one.
const REGIONS: usize = 40;
/// Groups in the group that has the most.
const DEPOTS: usize = 600;

/// Subtrees of exactly so many users, called "Subtree of 10" and so on, as far as the scale has room for them.
const SIZES: [usize; 6] = [1, 10, 100, 1_000, 10_000, 100_000];
/// Users in each group of such a subtree.
const CREW: usize = 100;
/// Such groups below one.
const CREWS: usize = 30;

/// Where chance begins.
const SEED: u64 = 0x4C_4C;

/// A group before it is written.
struct Draft {
    group: BulkGroup,
    level: usize,
    users: usize,
}

/// Everybody but the holder.
struct Users {
    with_login: Vec<UserId>,
    others: Vec<UserId>,
}

impl Users {
    fn count(&self) -> usize {
        self.with_login.len() + self.others.len()
    }
}

/// Loads the company at `scale` percent of a million users, all in one transaction. Everybody who can sign in gets this
/// password. The database gathers its statistics by itself soon afterwards; who measures sooner runs `analyze`.
///
/// # Errors
/// [`Problem::Invalid`] for a scale that is not 1 to 1000, a password that is too short, or when the account or its
/// logins are there already.
pub async fn large(
    portico: &Portico,
    password: &str,
    scale: u32,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<DemoReport> {
    if !(1..=1_000).contains(&scale) {
        return Err(Problem::field("scale", "Scale is a percentage from 1 to 1000.").into());
    }
    check(portico, SLUG, password).await?;
    let scaled = |at_hundred: usize| at_hundred * usize::try_from(scale).unwrap_or(usize::MAX) / 100;
    let hash = portico.hasher.hash(password.to_owned(), &portico.entropy).await?;
    let scope = Scope::for_command(portico).await?;
    let mut permit = scope.authorize(Action::CreateAccount, &Target::Portico)?;
    bulk::use_memory(&mut permit).await?;

    let logins = logins(portico, &mut permit, &hash).await?;
    let now = permit.now();
    let (root, holder) = (GroupId(portico.entropy.id(now)?), UserId(portico.entropy.id(now)?));
    let user = BulkUser {
        full_name: "Hanna Storm".to_owned(),
        login: logins.first().copied(),
        ..BulkUser::person(holder, root, email(HOLDER)?.to_string())
    };
    let entry = found(&mut permit, SLUG, NAME, NAME, user).await?;

    let mut plan = Plan::new(portico, now, root);
    plan.draw(scaled(GROUPS), scaled(USERS))?;
    plan.write_groups(&mut permit, progress).await?;
    let users = plan.write_users(&mut permit, logins.get(1..).unwrap_or_default(), progress).await?;
    let grants = plan.write_grants(&mut permit, &users, holder, scaled(GRANTS), progress).await?;
    let mut step = Steps::new(Phase::Counting, 1, progress);
    bulk::recount(&mut permit).await?;
    let loaded =
        DemoAccount { slug: SLUG, name: NAME, users: users.count() + 1, groups: plan.drafts.len() + 1, grants };
    record(portico, permit, &entry, &loaded).await?;
    step.by(1);

    let who = |number: usize| match number {
        0 => "the account holder",
        1..=ADMINISTRATORS => "administers a group",
        _ => "administers nothing",
    };
    let login = |number| DemoLogin { email: address(number), who: who(number), password: password.to_owned() };
    Ok(DemoReport { accounts: vec![loaded], logins: (0..=LOGINS).map(login).collect() })
}

/// The address of the holder (0) or of one of those who can sign in.
fn address(number: usize) -> String {
    if number == 0 { HOLDER.to_owned() } else { format!("user-{number}@large.example") }
}

async fn logins(portico: &Portico, permit: &mut Permit, password_hash: &str) -> Result<Vec<LoginId>> {
    let mut logins = Vec::new();
    for number in 0..=LOGINS {
        logins.push(BulkLogin { id: LoginId(portico.entropy.id(permit.now())?), email: email(&address(number))? });
    }
    insert_logins(permit, &logins, password_hash).await?;
    Ok(logins.into_iter().map(|login| login.id).collect())
}

/// Every group below the top one, parents first.
struct Plan<'a> {
    portico: &'a Portico,
    now: Timestamp,
    root: GroupId,
    dice: Dice,
    drafts: Vec<Draft>,
    /// Where in `drafts` the subtrees of [`SIZES`] start.
    subtrees: Vec<usize>,
}

impl<'a> Plan<'a> {
    fn new(portico: &'a Portico, now: Timestamp, root: GroupId) -> Self {
        Self { portico, now, root, dice: Dice::new(SEED), drafts: Vec::new(), subtrees: Vec::new() }
    }

    fn add(&mut self, parent: Option<usize>, name: String, users: usize) -> Result<usize> {
        let above = parent.and_then(|at| self.drafts.get(at));
        let (parent, level) = above.map_or((self.root, 1), |above| (above.group.id, above.level + 1));
        let at = self.drafts.len();
        let billing_code = (level <= 2).then(|| format!("LL-{at:05}"));
        let id = GroupId(self.portico.entropy.id(self.now)?);
        let group = BulkGroup { id, parent, name, description: String::new(), billing_code };
        self.drafts.push(Draft { group, level, users });
        Ok(at)
    }

    /// Draws up everything, with the number of users in each group.
    fn draw(&mut self, groups: usize, users: usize) -> Result<()> {
        let mut placed = 0;
        for size in SIZES.into_iter().filter(|size| size * 10 <= users) {
            self.subtree(size)?;
            placed += size;
        }
        let exact = self.drafts.len();
        let depots = DEPOTS * users / USERS;
        self.regions(groups.saturating_sub(exact + depots + 2).max(REGIONS))?;
        let crowd = self.add(None, "Depots".to_owned(), 0)?;
        for number in 1..=depots {
            self.add(Some(crowd), format!("Depot {number:04}"), 0)?;
        }
        let rest = self.drafts.iter_mut().skip(exact).map(|draft| &mut draft.users).collect();
        spread(&self.dice, rest, users - placed)
    }

    /// A group with exactly so many users in it and below.
    fn subtree(&mut self, size: usize) -> Result<()> {
        let top = self.add(None, format!("Subtree of {size}"), size.min(CREW))?;
        self.subtrees.push(top);
        let mut section = top;
        for crew in 1..size.div_ceil(CREW) {
            if crew % CREWS == 1 {
                section = self.add(Some(top), format!("Section {}", crew / CREWS + 1), 0)?;
            }
            self.add(Some(section), format!("Crew {crew}"), CREW)?;
        }
        Ok(())
    }

    /// So many groups that grew below each other by chance, as deep as they may.
    fn regions(&mut self, count: usize) -> Result<()> {
        let mut open = Vec::new();
        for number in 1..=count {
            let parent = if number <= REGIONS { None } else { open.get(self.dice.below(open.len())?).copied() };
            let level = parent.and_then(|at: usize| self.drafts.get(at)).map_or(1, |above| above.level + 1);
            let kind = match level {
                1 => "Region",
                2 | 3 => "Area",
                _ => "Team",
            };
            let at = self.add(parent, format!("{kind} {number}"), 0)?;
            // The top group is a level too.
            if level + 1 < LEVELS {
                open.push(at);
            }
        }
        Ok(())
    }

    async fn write_groups(&self, permit: &mut Permit, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<()> {
        let mut step = Steps::new(Phase::WritingGroups, self.drafts.len(), progress);
        for level in 1..LEVELS {
            let groups: Vec<&BulkGroup> =
                self.drafts.iter().filter(|draft| draft.level == level).map(|draft| &draft.group).collect();
            bulk::insert_groups(permit, &groups).await?;
            step.by(groups.len());
        }
        Ok(())
    }

    async fn write_users(
        &self,
        permit: &mut Permit,
        logins: &[LoginId],
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Users> {
        let total = self.drafts.iter().map(|draft| draft.users).sum::<usize>();
        // Those who can sign in stand as far from each other as they can.
        let apart = (total / LOGINS).max(1);
        let mut step = Steps::new(Phase::WritingUsers, total, progress);
        let mut users = Users { with_login: Vec::new(), others: Vec::with_capacity(total) };
        let mut batch = Vec::with_capacity(BATCH);
        let homes = self.drafts.iter().flat_map(|draft| std::iter::repeat_n(draft.group.id, draft.users));
        for (number, home) in homes.enumerate() {
            let id = UserId(self.portico.entropy.id(self.now)?);
            let login = if number % apart == 0 { logins.get(users.with_login.len()).copied() } else { None };
            let (first, last) = self.dice.name()?;
            let handle = if login.is_some() {
                users.with_login.push(id);
                address(users.with_login.len())
            } else {
                users.others.push(id);
                format!("{}.{}.{number}@large.example", ascii(first), ascii(last))
            };
            let seconds = i64::try_from(self.dice.below(90 * 86_400)?).unwrap_or_default();
            let active = self.dice.percent(60)?;
            let friendly_name =
                if self.dice.percent(20)? { format!("{first}, shift {}", number % 3 + 1) } else { String::new() };
            batch.push(BulkUser {
                full_name: format!("{first} {last}"),
                friendly_name,
                login,
                last_active_at: if active {
                    self.now.checked_sub(SignedDuration::from_secs(seconds)).ok()
                } else {
                    None
                },
                ..BulkUser::person(id, home, handle)
            });
            if batch.len() == BATCH || number + 1 == total {
                bulk::insert_users(permit, &batch).await?;
                step.by(batch.len());
                batch.clear();
            }
        }
        Ok(users)
    }

    async fn write_grants(
        &self,
        permit: &mut Permit,
        users: &Users,
        holder: UserId,
        count: usize,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<usize> {
        let mut given = HashSet::new();
        let mut grants = Vec::new();
        let mut give = |user: UserId, at: usize, level: Level| -> Result<()> {
            let Some(draft) = self.drafts.get(at) else { return Ok(()) };
            if given.insert((user, at)) {
                let id = GrantId(self.portico.entropy.id(self.now)?);
                let granted_by = Some(holder);
                grants.push(BulkGrant { id, user, group: draft.group.id, level, granted_by, rests_on: None });
            }
            Ok(())
        };
        for (number, user) in users.with_login.iter().take(ADMINISTRATORS).enumerate() {
            let at = match self.subtrees.get(number) {
                Some(at) => *at,
                None => self.dice.below(self.drafts.len())?,
            };
            give(*user, at, Level::Administrator)?;
        }
        for _ in ADMINISTRATORS..count.max(ADMINISTRATORS) {
            let user = users.others.get(self.dice.below(users.others.len())?).copied();
            let level = if self.dice.percent(70)? { Level::Administrator } else { Level::Viewer };
            let at = self.dice.below(self.drafts.len())?;
            if let Some(user) = user {
                give(user, at, level)?;
            }
        }
        let mut step = Steps::new(Phase::WritingGrants, grants.len(), progress);
        for grants in grants.chunks(BATCH) {
            bulk::give_grants(permit, grants).await?;
            step.by(grants.len());
        }
        Ok(grants.len())
    }
}

/// Spreads `users` over groups in no particular order, so that the n-th largest has about the n-th part of the largest
/// (Zipf's law, as company sizes have it).
fn spread(dice: &Dice, mut groups: Vec<&mut usize>, users: usize) -> Result<()> {
    for at in (1..groups.len()).rev() {
        groups.swap(at, dice.below(at + 1)?);
    }
    let harmonic: f64 = (1..=groups.len()).map(|rank| 1.0 / rank as f64).sum();
    let mut left = users;
    for (rank, group) in (1..).zip(&mut groups) {
        let share = (users as f64 / harmonic / f64::from(rank)) as usize;
        **group = share.min(left);
        left -= **group;
    }
    if let Some(group) = groups.first_mut() {
        **group += left;
    }
    Ok(())
}
