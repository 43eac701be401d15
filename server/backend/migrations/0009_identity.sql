-- Identity: second factors, sign-ins that wait for one, and addresses that are about to change.
--
-- Global tables, which belong to no account: pending_sign_ins, recovery_codes, email_changes.
-- New account tables: none.

alter table logins
    -- The secret of the login's authenticator app (RFC 6238), encrypted with a key that the database never sees. In the
    -- login's own row, so that whoever locks it sees the password and the second factor of one moment.
    add column totp_secret bytea,
    -- The last time step whose code was accepted: no code is accepted twice.
    add column totp_step bigint,
    add column totp_since timestamptz,
    add constraint logins_totp_whole check (num_nonnulls(totp_secret, totp_step, totp_since) in (0, 3));

alter table accounts
    -- Whoever opens the account needs a second factor.
    add column second_factor_required boolean not null default false;

-- Codes that do once what the app does, for whoever has lost it.
create table recovery_codes (
    login_id uuid not null references logins on delete cascade,
    -- An HMAC with a key that the database never sees: codes are typed, so they are too short for a plain hash.
    code_hash bytea not null constraint recovery_codes_shape check (length(code_hash) = 32),
    used_at timestamptz,
    primary key (login_id, code_hash)
);

-- Who has typed the right password and not yet the code. This is no session: nothing but the code is asked with it.
create table pending_sign_ins (
    -- SHA-256 of the token in the cookie.
    token_hash bytea primary key constraint pending_sign_ins_token_shape check (length(token_hash) = 32),
    login_id uuid not null references logins on delete cascade,
    -- It is void when the credentials have changed since.
    credentials_changed_at timestamptz not null,
    expires_at timestamptz not null
);
create index pending_sign_ins_login on pending_sign_ins (login_id);
create index pending_sign_ins_expiry on pending_sign_ins (expires_at);

-- One-time links by which a login's owner shows that a new address is theirs. A link goes to that address, and is void
-- when the login's address or credentials have changed since it was asked for.
create table email_changes (
    -- SHA-256 of the token in the link.
    token_hash bytea primary key constraint email_changes_token_shape check (length(token_hash) = 32),
    login_id uuid not null references logins on delete cascade,
    old_email_key text not null,
    new_email text not null,
    credentials_changed_at timestamptz not null,
    expires_at timestamptz not null
);
create index email_changes_of on email_changes (login_id);
create index email_changes_expiry on email_changes (expires_at);

grant select, insert, update, delete on recovery_codes, pending_sign_ins, email_changes to portico_app;

-- The accounts of a login that require a second factor, by name.
create function accounts_requiring_second_factor(login uuid) returns setof text
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select a.name from users u join accounts a on a.id = u.account_id
        where u.login_id = login and a.second_factor_required
        order by lower(a.name), a.slug;
    end;

-- Whether an address cannot become this login's: another login has it, or another user of one of its accounts goes by it.
create function email_is_taken(login uuid, address_key text) returns boolean
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select exists (select from logins l where l.email_key = address_key and l.id <> login)
            or exists (
                select from users own
                join users other on other.account_id = own.account_id and other.id <> own.id
                where own.login_id = login and other.handle_key = address_key);
    end;

revoke execute on function accounts_requiring_second_factor, email_is_taken from public;
grant execute on function accounts_requiring_second_factor, email_is_taken to portico_app;

drop function open_session;

-- The session look-up: who holds this token, and what they are in the account of this slug. It opens that account
-- for the rest of the transaction, so that setting the account costs no statement of its own. No row: the session
-- is unknown or over. `account_id` null: this login has no user in such an account (which of the two is not told).
-- With `exclusive`, the account's lock is taken before what the actor may do is read, so that a right which ends
-- meanwhile is not used (access rules 9 and 11). While the session looks as another user, what that one holds is told
-- as `viewing`. A session whose login has a temporary password only lets its person choose their own: `must_change`; it
-- is over with that password. `must_set_up`: the account requires a second factor, and
-- this login has none.
create function open_session(token bytea, account_slug text, moment timestamptz, idle interval, exclusive boolean)
    returns table (
        login_id uuid, email text, last_seen_at timestamptz,
        account_id uuid, account_name text, account_country text, holder_user_id uuid,
        root_group_id uuid, root_name text, root_sort_path text, root_users integer, root_groups integer,
        user_id uuid, handle text, full_name text, friendly_name text, language text, time_zone text,
        is_holder boolean, roles text[], grants jsonb, viewing jsonb, confirmed_at timestamptz, must_change boolean,
        must_set_up boolean)
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    s record;
    a record;
    u record;
begin
    select x.login_id, x.last_seen_at, x.viewing_account_id, x.viewing_user_id, x.viewing_until, x.confirmed_at,
           l.email, l.password_until, l.totp_since
    into s
    from sessions x join logins l on l.id = x.login_id
    where x.token_hash = token and x.expires_at > moment and x.last_seen_at > moment - idle
      and (l.password_until is null or l.password_until > moment);
    if not found then
        return;
    end if;
    login_id := s.login_id;
    email := s.email;
    last_seen_at := s.last_seen_at;
    confirmed_at := s.confirmed_at;
    must_change := s.password_until is not null;

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
            roles := u.roles;
            must_set_up := a.second_factor_required and s.totp_since is null;
            grants := held_by(a.id, u.id, moment);
            if s.viewing_account_id = a.id and s.viewing_until > moment then
                select jsonb_build_object(
                    'user', v.id, 'name', coalesce(nullif(v.friendly_name, ''), nullif(v.full_name, ''), v.handle),
                    'email', v.handle, 'is_holder', a.holder_user_id = v.id, 'roles', v.roles,
                    'grants', held_by(a.id, v.id, moment),
                    'until', extract(epoch from s.viewing_until)::bigint, 'suspended', v.suspended_at is not null)
                into viewing
                from users v where v.account_id = a.id and v.id = s.viewing_user_id;
            end if;
        end if;
    end if;
    return next;
end
$$;

revoke execute on function open_session from public;
grant execute on function open_session to portico_app;
