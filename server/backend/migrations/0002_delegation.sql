-- Delegation: what grants rest on, deputies, suspension, looking as another user, settings
-- that are handed down the tree, moves that can be undone, and the history's chain.
--
-- New global tables: none. New account tables: deputies, moves, audit_values, audit_pending, audit_chain.

-- Users ------------------------------------------------------------------------------------------------------------

alter table users
    -- Account-wide permissions of an authorized login: activate_licenses, make_purchases, pay_invoices.
    add column roles text[] not null default '{}'
        constraint users_roles check (roles <@ array['activate_licenses', 'make_purchases', 'pay_invoices']),
    -- The default country of numbers written without one (ISO 3166-1 alpha-2); null takes the nearest group's.
    add column country text constraint users_country_shape check (country ~ '^[A-Z]{2}$'),
    add constraint users_system_has_no_roles check (kind = 'person' or roles = '{}');

alter table logins
    -- The account in which the login was made. Managed is a login that was made in an account and belongs to no other.
    add column made_in uuid references accounts on delete set null deferrable initially deferred;

-- Whether a login was made in this account and belongs to no other. Logins are global, so the row-level policies do not
-- guard this: it answers only about the opened account.
create function is_managed(account uuid, login uuid) returns boolean
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select coalesce(
            (select l.made_in = account
                 and not exists (select from users o where o.login_id = l.id and o.account_id <> account)
             from logins l
             where l.id = login and account = current_account()), false);
    end;

-- Grants -----------------------------------------------------------------------------------------------------------

alter table grants
    -- The appointment by which the giver used what the grant rests on; it ends with that.
    add column as_deputy uuid,
    drop constraint grants_account_id_rests_on_fkey,
    add constraint grants_rests_on foreign key (account_id, rests_on) references grants (account_id, id)
        deferrable initially deferred;
create index grants_rests_on on grants (account_id, rests_on) where rests_on is not null;
create index grants_given on grants (account_id, granted_by) where granted_by is not null;

-- While somebody is away, another acts for them.
create table deputies (
    account_id uuid not null,
    id uuid not null,
    principal_id uuid not null,
    deputy_id uuid not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    created_at timestamptz not null,
    primary key (account_id, id),
    foreign key (account_id, principal_id) references users (account_id, id) on delete cascade,
    foreign key (account_id, deputy_id) references users (account_id, id) on delete cascade,
    constraint deputies_not_oneself check (principal_id <> deputy_id),
    constraint deputies_period check (ends_at > starts_at)
);
create index deputies_of on deputies (account_id, principal_id);
create index deputies_for on deputies (account_id, deputy_id);
alter table grants add constraint grants_as_deputy foreign key (account_id, as_deputy) references deputies (account_id, id)
    deferrable initially deferred;

-- Settings that are handed down ------------------------------------------------------------------------------------

alter table groups
    -- What everybody below has who sets nothing of their own; null takes the nearest group's above.
    add column country text constraint groups_country_shape check (country ~ '^[A-Z]{2}$'),
    add column language text constraint groups_language_shape check (language ~ '^[a-z]{2}$');
create index groups_with_country on groups (account_id, sort_path) where country is not null;
create index groups_with_language on groups (account_id, sort_path) where language is not null;

-- Moves that can be undone -----------------------------------------------------------------------------------------

create table moves (
    account_id uuid not null references accounts on delete cascade,
    id uuid not null,
    at timestamptz not null,
    actor_id uuid not null,
    -- What went: a group or a user, and between which groups. Not references: all of it may be deleted meanwhile.
    group_id uuid,
    user_id uuid,
    from_id uuid not null,
    to_id uuid not null,
    -- The grants that ended by it, as they were.
    ended jsonb not null default '[]',
    undone_at timestamptz,
    primary key (account_id, id),
    constraint moves_one_subject check (num_nonnulls(group_id, user_id) = 1)
);
create index moves_of_group on moves (account_id, group_id, at) where group_id is not null;
create index moves_of_user on moves (account_id, user_id, at) where user_id is not null;

-- Looking as another user ------------------------------------------------------------------------------------------

alter table sessions
    add column viewing_account_id uuid,
    add column viewing_user_id uuid,
    add column viewing_until timestamptz,
    add constraint sessions_viewing check (num_nulls(viewing_account_id, viewing_user_id, viewing_until) in (0, 3));

-- History ----------------------------------------------------------------------------------------------------------

-- An entry says what was done to what and by whom; the values stand beside it, so that a person's can be erased. The
-- entry keeps a commitment to each: SHA-256 of a random salt and the value.
alter table audit_log
    drop column before,
    drop column after,
    drop column address,
    -- The user for whom a deputy acted.
    add column on_behalf_of uuid,
    add column change_commitment bytea not null constraint audit_log_change_shape check (length(change_commitment) = 32),
    add column origin_commitment bytea not null constraint audit_log_origin_shape check (length(origin_commitment) = 32),
    -- HMAC-SHA-256 of the entry, by a key that is not in the database.
    add column mac bytea not null constraint audit_log_mac_shape check (length(mac) = 32);
create index audit_log_actor on audit_log (account_id, actor_id, id);

create table audit_values (
    account_id uuid not null,
    entry_id uuid not null,
    -- `change`: what was before and is after. `origin`: where the request came from.
    part text not null constraint audit_values_part check (part in ('change', 'origin')),
    -- Both null once erased.
    salt bytea,
    value jsonb,
    primary key (account_id, entry_id, part),
    foreign key (account_id, entry_id) references audit_log (account_id, id),
    constraint audit_values_erased check ((salt is null) = (value is null))
);

-- Entries that are not linked yet.
create table audit_pending (
    account_id uuid not null,
    entry_id uuid not null,
    primary key (account_id, entry_id),
    foreign key (account_id, entry_id) references audit_log (account_id, id)
);

-- The chain: each link's MAC covers its number, the link before and its entry's MAC.
create table audit_chain (
    account_id uuid not null,
    number bigint not null constraint audit_chain_number check (number >= 1),
    entry_id uuid not null,
    linked_at timestamptz not null,
    mac bytea not null constraint audit_chain_mac_shape check (length(mac) = 32),
    primary key (account_id, number),
    constraint audit_chain_entry unique (account_id, entry_id),
    foreign key (account_id, entry_id) references audit_log (account_id, id)
);

-- The accounts that have entries to link, for the worker that links them.
create function accounts_to_link() returns setof uuid
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select distinct account_id from audit_pending;
    end;

-- Row-level security -----------------------------------------------------------------------------------------------

do $$
declare
    name text;
begin
    foreach name in array array['deputies', 'moves', 'audit_values', 'audit_pending', 'audit_chain'] loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy own_account on %I using (account_id = (select current_account())) '
            'with check (account_id = (select current_account()))', name);
    end loop;
end
$$;
grant select, insert, update, delete on deputies to portico_app;
grant select, insert, update on moves to portico_app;
grant select, insert on audit_values, audit_chain to portico_app;
grant update (salt, value) on audit_values to portico_app;
grant select, insert, delete on audit_pending to portico_app;

-- Opening an account -----------------------------------------------------------------------------------------------

-- What a user holds at a moment: their own grants, and those of the people for whom they are a deputy then. For the
-- deputy of the account's holder, one more that has no id: an administrator's on the root.
create function held_by(account uuid, holder uuid, moment timestamptz) returns jsonb
    language sql stable
    return coalesce((
        select jsonb_agg(jsonb_build_object(
            'id', h.id, 'deputy', h.deputy, 'principal', h.principal, 'principal_name', h.principal_name, 'level', h.level,
            'group_id', h.group_id, 'group_name', t.name, 'sort_path', t.sort_path,
            'users', t.subtree_users, 'groups', t.subtree_groups, 'user_id', h.target_user_id,
            'granted_by', coalesce(nullif(b.friendly_name, ''), nullif(b.full_name, ''), b.handle),
            'granted_at', h.created_at, 'until', extract(epoch from h.until)::bigint))
        from (
            select g.id, null::uuid as deputy, null::uuid as principal, null as principal_name, g.level, g.group_id, g.target_user_id,
                   g.granted_by, g.created_at, g.expires_at as until
            from grants g
            where g.account_id = account and g.user_id = holder and (g.expires_at is null or g.expires_at > moment)
            union all
            select g.id, d.id, p.id, coalesce(nullif(p.friendly_name, ''), nullif(p.full_name, ''), p.handle), g.level,
                   g.group_id, g.target_user_id, g.granted_by, g.created_at, least(g.expires_at, d.ends_at)
            from deputies d
            join users p on p.account_id = d.account_id and p.id = d.principal_id and p.suspended_at is null
            join grants g on g.account_id = d.account_id and g.user_id = d.principal_id
                and (g.expires_at is null or g.expires_at > moment)
                -- A grant on the deputy themselves does not let them speak for themselves.
                and g.target_user_id is distinct from holder
            where d.account_id = account and d.deputy_id = holder and d.starts_at <= moment and d.ends_at > moment
            union all
            select null, d.id, p.id, coalesce(nullif(p.friendly_name, ''), nullif(p.full_name, ''), p.handle), 'administrator',
                   a.root_group_id, null, null, d.created_at, d.ends_at
            from deputies d
            join accounts a on a.id = d.account_id and a.holder_user_id = d.principal_id
            join users p on p.account_id = d.account_id and p.id = d.principal_id
            where d.account_id = account and d.deputy_id = holder and d.starts_at <= moment and d.ends_at > moment
        ) h
        left join groups t on t.account_id = account and t.id = h.group_id
        left join users b on b.account_id = account and b.id = h.granted_by
    ), '[]');

drop function open_session;

-- The session look-up: who holds this token, and what they are in the account of this slug. It opens that account
-- for the rest of the transaction, so that setting the account costs no statement of its own. No row: the session
-- is unknown or over. `account_id` null: this login has no user in such an account (which of the two is not told).
-- With `exclusive`, the account's lock is taken before what the actor may do is read, so that a right which ends
-- meanwhile is not used (access rules 9 and 11). While the session looks as another user, what that one holds is told
-- as `viewing`.
create function open_session(token bytea, account_slug text, moment timestamptz, idle interval, exclusive boolean)
    returns table (
        login_id uuid, email text, last_seen_at timestamptz,
        account_id uuid, account_name text, account_country text, holder_user_id uuid,
        root_group_id uuid, root_name text, root_sort_path text, root_users integer, root_groups integer,
        user_id uuid, handle text, full_name text, friendly_name text, language text, time_zone text,
        is_holder boolean, grants jsonb, viewing jsonb)
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    s record;
    a record;
    u record;
begin
    select x.login_id, x.last_seen_at, x.viewing_account_id, x.viewing_user_id, x.viewing_until, l.email
    into s
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
            -- What was read before the lock may have changed while it was waited for.
            select * into a from accounts where id = a.id;
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
            grants := held_by(a.id, u.id, moment);
            if s.viewing_account_id = a.id and s.viewing_until > moment then
                select jsonb_build_object(
                    'user', v.id, 'name', coalesce(nullif(v.friendly_name, ''), nullif(v.full_name, ''), v.handle),
                    'email', v.handle, 'is_holder', a.holder_user_id = v.id, 'grants', held_by(a.id, v.id, moment),
                    'until', extract(epoch from s.viewing_until)::bigint, 'suspended', v.suspended_at is not null)
                into viewing
                from users v where v.account_id = a.id and v.id = s.viewing_user_id;
            end if;
        end if;
    end if;
    return next;
end
$$;

revoke execute on function open_session, is_managed, accounts_to_link from public;
grant execute on function open_session, is_managed, accounts_to_link to portico_app;
