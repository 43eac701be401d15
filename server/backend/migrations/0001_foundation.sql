-- The foundation: accounts, their tree of groups and users, logins and sessions, grants, the audit log.
--
-- Two roles. The role that runs the migrations owns everything. The server works as `portico_app`, which owns
-- nothing and cannot bypass row-level security: every account table carries a policy that shows it only the rows
-- of the account that the transaction has opened (`open_session`, `open_account`).
--
-- Global tables, which belong to no account: logins, sessions, trusted_devices, sign_in_limits, security_probe.
-- `accounts` is itself the account. Every other table's key starts with account_id, and its foreign keys carry it,
-- so that no row can point across accounts. A test compares this list with the catalogue.

create extension if not exists pg_trgm;

do $$
begin
    create role portico_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
exception
    -- Another database of the same cluster made the role already, or is making it at this moment.
    when duplicate_object or unique_violation then null;
end
$$;

create function current_account() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('portico.account_id', true), '')::uuid;

comment on function current_account is 'The account that this transaction has opened; null when it has opened none.';

-- Accounts ---------------------------------------------------------------------------------------------------------

create table accounts (
    id uuid primary key,
    slug text not null constraint accounts_slug_key unique
        constraint accounts_slug_shape check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) between 2 and 40),
    name text not null constraint accounts_name_shape check (length(name) between 1 and 100),
    root_group_id uuid not null,
    holder_user_id uuid not null,
    company text not null default '',
    address text not null default '',
    country text constraint accounts_country_shape check (country ~ '^[A-Z]{2}$'),
    tax_id text not null default '',
    version integer not null default 1,
    created_at timestamptz not null
);

-- Logins and sessions ----------------------------------------------------------------------------------------------

create table logins (
    id uuid primary key,
    email text not null,
    -- The address in lower case: two spellings of one address are one login.
    email_key text not null constraint logins_email_key unique,
    -- A PHC string, or null while nobody has set a password: such a login cannot sign in.
    password_hash text,
    credentials_changed_at timestamptz not null,
    created_at timestamptz not null
);

create table sessions (
    -- SHA-256 of the token in the cookie: who reads this table cannot sign in with it.
    token_hash bytea primary key constraint sessions_token_shape check (length(token_hash) = 32),
    login_id uuid not null references logins on delete cascade,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    address inet,
    user_agent text not null default ''
);
create index sessions_login on sessions (login_id);
create index sessions_expiry on sessions (expires_at);

-- A browser that this login has signed in from before. It has a limit of its own, so that somebody else's guesses
-- never lock the owner out (OWASP, "device cookies").
create table trusted_devices (
    token_hash bytea primary key constraint trusted_devices_token_shape check (length(token_hash) = 32),
    login_id uuid not null references logins on delete cascade,
    created_at timestamptz not null,
    last_used_at timestamptz not null
);
create index trusted_devices_login on trusted_devices (login_id);

-- Generic cell rate limits for signing in. The key is a hash of what is limited; `full_at` is the moment at which
-- the bucket would be empty again (the "theoretical arrival time" of GCRA).
create table sign_in_limits (
    key bytea primary key,
    full_at timestamptz not null
);
create index sign_in_limits_expiry on sign_in_limits (full_at);

-- The tree ---------------------------------------------------------------------------------------------------------

create table groups (
    account_id uuid not null references accounts on delete cascade deferrable initially deferred,
    id uuid not null,
    parent_id uuid,
    name text not null constraint groups_name_shape check (length(name) between 1 and 100 and name !~ '/'),
    -- The name case-folded (Unicode NFKC, lower case): what is compared among siblings.
    name_key text collate "C" not null,
    -- Where the group stands in tree order (depth first, siblings by name_key). It starts with its parent's, so a
    -- subtree is a range: see group_segment and subtree_end.
    sort_path text collate "C" not null,
    description text not null default '' constraint groups_description_shape check (length(description) <= 1000),
    billing_code text constraint groups_billing_code_shape check (length(billing_code) between 1 and 40),
    -- Kept by the store in the transaction that changes them; a test recomputes them.
    direct_users integer not null default 0,
    subtree_users integer not null default 0,
    -- Groups below this one, itself not counted.
    subtree_groups integer not null default 0,
    version integer not null default 1,
    created_at timestamptz not null,
    primary key (account_id, id),
    constraint groups_parent foreign key (account_id, parent_id) references groups (account_id, id),
    constraint groups_not_own_parent check (parent_id <> id),
    constraint groups_sibling_name unique (account_id, parent_id, name_key),
    constraint groups_sort_path unique (account_id, sort_path)
);
create unique index groups_one_root on groups (account_id) where parent_id is null;
create index groups_with_users on groups (account_id, sort_path) where direct_users > 0;

-- Every group with each of its ancestors, itself included at distance 0.
create table group_paths (
    account_id uuid not null,
    ancestor_id uuid not null,
    descendant_id uuid not null,
    distance smallint not null constraint group_paths_depth check (distance between 0 and 31),
    primary key (account_id, descendant_id, ancestor_id),
    foreign key (account_id, ancestor_id) references groups (account_id, id) on delete cascade,
    foreign key (account_id, descendant_id) references groups (account_id, id) on delete cascade
);
create index group_paths_down on group_paths (account_id, ancestor_id, descendant_id);

-- One group's part of sort_path: the folded name, cut to at most 60 bytes so that 32 levels fit an index entry, then
-- twelve digits of the id, so that no two siblings share a range. chr(1) sorts before every character of a name.
create function group_segment(name_key text, id uuid) returns text
    language sql immutable parallel safe
    return case when octet_length(left(name_key, 60)) <= 60 then left(name_key, 60) else left(name_key, 15) end
        || chr(1) || right(id::text, 12) || chr(1);

-- The first sort_path after a subtree. U+10FFFF is no character, so no name holds it.
create function subtree_end(sort_path text) returns text
    language sql immutable parallel safe
    return sort_path || chr(1114111);

-- Whether a group stands in one of the subtrees that start at `scopes`.
create function within_any(sort_path text, scopes text[]) returns boolean
    language sql immutable parallel safe
    return exists (select from unnest(scopes) s(start) where starts_with(sort_path, s.start));

-- The last line of defence: the store takes the account's tree lock and checks before it moves.
create function refuse_cycle() returns trigger
    language plpgsql as $$
begin
    if exists (
        with recursive up as (
            select g.id, g.parent_id from groups g where g.account_id = new.account_id and g.id = new.parent_id
            union
            select g.id, g.parent_id from up join groups g on g.account_id = new.account_id and g.id = up.parent_id
        )
        select from up where id = new.id
    ) then
        raise exception 'group % cannot stand below itself', new.id
            using errcode = 'check_violation', constraint = 'groups_no_cycle';
    end if;
    return null;
end
$$;
create trigger groups_no_cycle after update of parent_id on groups
    for each row when (new.parent_id is distinct from old.parent_id) execute function refuse_cycle();

create table users (
    account_id uuid not null references accounts on delete cascade deferrable initially deferred,
    id uuid not null,
    group_id uuid not null,
    kind text not null constraint users_kind check (kind in ('person', 'system')),
    -- The "User id": an email address, or for a system user any id of a-z and 0-9.
    handle text not null constraint users_handle_shape check (length(handle) between 1 and 254),
    handle_key text collate "C" not null,
    -- Null while this person has never been given a way to sign in, and always for a system user.
    login_id uuid references logins,
    full_name text not null default '' constraint users_full_name_shape check (length(full_name) <= 100),
    friendly_name text not null default '' constraint users_friendly_name_shape check (length(friendly_name) <= 100),
    -- E.164.
    phone text constraint users_phone_shape check (phone ~ '^\+[1-9][0-9]{4,14}$'),
    -- BCP 47; null follows the account.
    language text,
    -- IANA time zone name; null follows the browser or UTC.
    time_zone text,
    suspended_at timestamptz,
    last_active_at timestamptz,
    version integer not null default 1,
    created_at timestamptz not null,
    search text generated always as (lower((handle || ' ' || friendly_name || ' ' || full_name) collate "und-x-icu")) stored,
    primary key (account_id, id),
    constraint users_group foreign key (account_id, group_id) references groups (account_id, id),
    constraint users_handle_key unique (account_id, handle_key),
    constraint users_login unique (account_id, login_id),
    constraint users_system_has_no_login check (kind = 'person' or login_id is null)
);
create index users_in_group on users (account_id, group_id, handle_key);
create index users_of_login on users (login_id) where login_id is not null;
create index users_search on users using gin (search gin_trgm_ops);

alter table accounts
    add constraint accounts_root foreign key (id, root_group_id) references groups (account_id, id)
        deferrable initially deferred,
    add constraint accounts_holder foreign key (id, holder_user_id) references users (account_id, id)
        deferrable initially deferred;

-- Grants -----------------------------------------------------------------------------------------------------------

create table grants (
    account_id uuid not null,
    id uuid not null,
    -- Who holds it.
    user_id uuid not null,
    -- What it reaches: a group with everything below it, or one user.
    group_id uuid,
    target_user_id uuid,
    level text not null constraint grants_level check (level in ('viewer', 'administrator')),
    -- Who gave it; null when the operator did.
    granted_by uuid,
    -- The grant it rests on; null when it rests on ownership or the operator.
    rests_on uuid,
    created_at timestamptz not null,
    expires_at timestamptz,
    primary key (account_id, id),
    foreign key (account_id, user_id) references users (account_id, id) on delete cascade,
    foreign key (account_id, group_id) references groups (account_id, id),
    foreign key (account_id, target_user_id) references users (account_id, id) on delete cascade,
    foreign key (account_id, granted_by) references users (account_id, id),
    foreign key (account_id, rests_on) references grants (account_id, id),
    constraint grants_one_target check (num_nonnulls(group_id, target_user_id) = 1),
    constraint grants_not_to_self check (user_id <> target_user_id),
    constraint grants_once_per_group unique (account_id, user_id, group_id),
    constraint grants_once_per_user unique (account_id, user_id, target_user_id)
);
create index grants_on_group on grants (account_id, group_id) where group_id is not null;
create index grants_on_user on grants (account_id, target_user_id) where target_user_id is not null;

-- Audit log --------------------------------------------------------------------------------------------------------

-- Append-only: portico_app may insert and read, nothing else.
create table audit_log (
    account_id uuid not null references accounts on delete cascade,
    -- UUID version 7: in the order of time, to the millisecond.
    id uuid not null,
    at timestamptz not null,
    actor_kind text not null constraint audit_log_actor_kind check (actor_kind in ('user', 'operator')),
    actor_id uuid,
    action text not null,
    target_kind text not null,
    target_id uuid not null,
    before jsonb not null default '{}',
    after jsonb not null default '{}',
    address inet,
    request_id text not null default '',
    primary key (account_id, id)
);
create index audit_log_target on audit_log (account_id, target_id, id);

-- Row-level security -----------------------------------------------------------------------------------------------

-- One row that belongs to no account. The server refuses to start when it can see it: then the policies do not bite.
create table security_probe (account_id uuid primary key);
insert into security_probe values ('00000000-0000-0000-0000-000000000000');

do $$
declare
    name text;
begin
    foreach name in array array['groups', 'group_paths', 'users', 'grants', 'audit_log', 'security_probe'] loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy own_account on %I using (account_id = (select current_account())) '
            'with check (account_id = (select current_account()))', name);
    end loop;
end
$$;
alter table accounts enable row level security;
create policy own_account on accounts using (id = (select current_account()))
    with check (id = (select current_account()));

grant usage on schema public to portico_app;
grant select, insert, update, delete on accounts, groups, group_paths, users, grants to portico_app;
grant select, insert, update, delete on logins, sessions, trusted_devices, sign_in_limits to portico_app;
grant select, insert on audit_log to portico_app;
grant select on security_probe to portico_app;

-- Opening an account -----------------------------------------------------------------------------------------------

-- The lock that serialises every change to one account's tree and access, held until the transaction ends.
create function lock_account(account uuid) returns void
    language sql volatile
    return pg_advisory_xact_lock(hashtextextended('portico.account:' || account::text, 0));

-- The session look-up: who holds this token, and what they are in the account of this slug. It opens that account
-- for the rest of the transaction, so that setting the account costs no statement of its own. No row: the session
-- is unknown or over. `account_id` null: this login has no user in such an account (which of the two is not told).
-- With `exclusive`, the account's lock is taken before what the actor may do is read, so that a right which ends
-- meanwhile is not used (access rules 9 and 11).
create function open_session(token bytea, account_slug text, moment timestamptz, idle interval, exclusive boolean)
    returns table (
        login_id uuid, email text, last_seen_at timestamptz,
        account_id uuid, account_name text, account_country text, holder_user_id uuid,
        root_group_id uuid, root_name text, root_sort_path text, root_users integer, root_groups integer,
        user_id uuid, handle text, full_name text, friendly_name text, language text, time_zone text,
        is_holder boolean, grants jsonb)
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    s record;
    a record;
    u record;
begin
    select x.login_id, x.last_seen_at, l.email into s
    from sessions x join logins l on l.id = x.login_id
    where x.token_hash = token and x.expires_at > moment and x.last_seen_at > moment - idle;
    if not found then
        return;
    end if;
    login_id := s.login_id;
    email := s.email;
    last_seen_at := s.last_seen_at;

    select * into a from accounts where slug = account_slug;
    if found then
        if exclusive then
            perform lock_account(a.id);
        end if;
        select * into u from users x
        where x.account_id = a.id and x.login_id = s.login_id and x.suspended_at is null;
        if found then
            perform set_config('portico.account_id', a.id::text, true);
            account_id := a.id;
            account_name := a.name;
            account_country := a.country;
            holder_user_id := a.holder_user_id;
            select g.id, g.name, g.sort_path, g.subtree_users, g.subtree_groups
            into root_group_id, root_name, root_sort_path, root_users, root_groups
            from groups g where g.account_id = a.id and g.id = a.root_group_id;
            user_id := u.id;
            handle := u.handle;
            full_name := u.full_name;
            friendly_name := u.friendly_name;
            language := u.language;
            time_zone := u.time_zone;
            is_holder := a.holder_user_id = u.id;
            grants := coalesce((
                select jsonb_agg(jsonb_build_object(
                    'id', g.id, 'level', g.level, 'group_id', g.group_id, 'group_name', t.name,
                    'sort_path', t.sort_path, 'users', t.subtree_users, 'groups', t.subtree_groups,
                    'user_id', g.target_user_id,
                    'granted_by', coalesce(nullif(b.friendly_name, ''), nullif(b.full_name, ''), b.handle),
                    'granted_at', g.created_at))
                from grants g
                left join groups t on t.account_id = g.account_id and t.id = g.group_id
                left join users b on b.account_id = g.account_id and b.id = g.granted_by
                where g.account_id = a.id and g.user_id = u.id and (g.expires_at is null or g.expires_at > moment)
            ), '[]');
        end if;
    end if;
    return next;
end
$$;

-- Opens an account for the operator's commands; null when there is none of that slug.
create function open_account(account_slug text, exclusive boolean) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    account uuid;
begin
    select id into account from accounts where slug = account_slug;
    if account is not null then
        if exclusive then
            perform lock_account(account);
        end if;
        perform set_config('portico.account_id', account::text, true);
    end if;
    return account;
end
$$;

-- Notes when a login's users were last active: in one account, or right after sign-in in all of them.
create function note_activity(login uuid, account uuid, moment timestamptz) returns void
    language sql volatile security definer set search_path = public, pg_temp
    begin atomic
        update users set last_active_at = greatest(last_active_at, moment)
        where login_id = login and (account is null or account_id = account);
    end;

-- Whether there is any account at all.
create function any_account() returns boolean
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select exists (select from accounts);
    end;

-- The accounts in which this login has a user, for the account menu.
create function accounts_of_login(login uuid) returns table (slug text, name text)
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select a.slug, a.name
        from users u join accounts a on a.id = u.account_id
        where u.login_id = login and u.suspended_at is null
        order by lower(a.name), a.slug;
    end;

-- What a user administers, by name in tree order, as far as it lies in the subtrees that start at `scopes`.
create function administered(account uuid, holder uuid, scopes text[], moment timestamptz) returns text[]
    language sql stable
    return (
        select array_agg(t.name order by t.sort_path)
        from grants g join groups t on t.account_id = g.account_id and t.id = g.group_id
        where g.account_id = account and g.user_id = holder and g.level = 'administrator' and (g.expires_at is null or g.expires_at > moment)
          and within_any(t.sort_path, scopes));

-- Searching --------------------------------------------------------------------------------------------------------

-- Users whose id or name contains `term`, or starts with it when it is too short for trigrams, within the subtrees that
-- start at `scopes` (sort_paths; null is the whole account) or among `singles` (user ids). As the owner, because LIKE
-- is not leakproof: under a policy the trigram index would not be used. It only ever answers about the opened account.
create function search_users(account uuid, scopes text[], singles uuid[], term text, of_kind text, most integer)
    returns table (id uuid, sort_path text, handle_key text)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan as $$
declare
    folded text := lower(term collate "und-x-icu");
    pattern text := '%' || replace(replace(replace(folded, '\', '\\'), '%', '\%'), '_', '\_') || '%';
    few constant integer := 20000;
begin
    if account is distinct from current_account() then
        raise exception 'search_users: account % is not the opened one', account using errcode = 'insufficient_privilege';
    end if;
    if scopes is not null and few >= (
        select coalesce(sum(g.subtree_users), 0) from groups g where g.account_id = account and g.sort_path = any (scopes)
    ) then
        -- Few users are read one by one: by the indexes, a term that nearly everybody in the account has finds nearly
        -- everybody before the subtree counts (six seconds for ten users among a million).
        return query
            select m.id, m.sort_path, m.handle_key
            from (
                select u.id, g.sort_path, u.handle_key, u.kind, u.search
                from unnest(scopes) s(start)
                join groups g on g.account_id = account and g.direct_users > 0
                    and g.sort_path >= s.start collate "C" and g.sort_path < subtree_end(s.start) collate "C"
                join users u on u.account_id = account and u.group_id = g.id
                union
                select u.id, g.sort_path, u.handle_key, u.kind, u.search
                from users u join groups g on g.account_id = u.account_id and g.id = u.group_id
                where u.account_id = account and u.id = any (singles)
            ) m
            where case when length(folded) < 3
                    then m.handle_key >= folded collate "C" and m.handle_key < subtree_end(folded) collate "C"
                    else m.search like pattern end
              and (of_kind is null or m.kind = of_kind)
            order by m.handle_key
            limit most;
    elsif length(folded) < 3 then
        return query
            select u.id, g.sort_path, u.handle_key
            from users u join groups g on g.account_id = u.account_id and g.id = u.group_id
            where u.account_id = account
              and u.handle_key >= folded collate "C" and u.handle_key < subtree_end(folded) collate "C"
              and (of_kind is null or u.kind = of_kind)
              and (scopes is null or u.id = any (singles) or within_any(g.sort_path, scopes))
            order by u.handle_key
            limit most;
    else
        return query
            select u.id, g.sort_path, u.handle_key
            from users u join groups g on g.account_id = u.account_id and g.id = u.group_id
            where u.account_id = account and u.search like pattern
              and (of_kind is null or u.kind = of_kind)
              and (scopes is null or u.id = any (singles) or within_any(g.sort_path, scopes))
            limit most;
    end if;
end
$$;

revoke execute on function
    open_session, open_account, note_activity, any_account, accounts_of_login, search_users, lock_account from public;
grant execute on function
    open_session, open_account, note_activity, any_account, accounts_of_login, search_users, lock_account to portico_app;
