-- Credentials: passwords that another person set, who set an address, and when a session's person last proved who
-- they are.
--
-- New global tables: none. New account tables: none.

alter table logins
    -- A password that another person set, in which account and by whom. It is temporary: until `password_until` it only
    -- lets its person choose their own. Null: the password is their own, or the operator's.
    add column password_set_in uuid,
    add column password_set_by uuid,
    add column password_until timestamptz,
    -- Who set the address last; null: themselves or the operator.
    add column email_set_in uuid,
    add column email_set_by uuid,
    add column email_set_at timestamptz,
    add constraint logins_password_set_by foreign key (password_set_in, password_set_by)
        references users (account_id, id) on delete set null,
    add constraint logins_email_set_by foreign key (email_set_in, email_set_by)
        references users (account_id, id) on delete set null;
create index logins_password_setter on logins (password_set_in, password_set_by) where password_set_by is not null;
create index logins_temporary on logins (id) where password_until is not null;
create index logins_email_setter on logins (email_set_in, email_set_by) where email_set_by is not null;

alter table sessions
    -- When its person last typed their password: at sign-in, and when something asks for it again.
    add column confirmed_at timestamptz;
update sessions set confirmed_at = created_at;
alter table sessions alter column confirmed_at set not null;

-- The users of a login in all accounts, for what is the person's own: their password is that of all of them.
create function users_of_login(login uuid)
    returns table (account_id uuid, account_name text, user_id uuid, full_name text, friendly_name text)
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select u.account_id, a.name, u.id, u.full_name, u.friendly_name
        from users u join accounts a on a.id = u.account_id
        where u.login_id = login
        order by u.account_id;
    end;

drop function open_session;

-- The session look-up: who holds this token, and what they are in the account of this slug. It opens that account
-- for the rest of the transaction, so that setting the account costs no statement of its own. No row: the session
-- is unknown or over. `account_id` null: this login has no user in such an account (which of the two is not told).
-- With `exclusive`, the account's lock is taken before what the actor may do is read, so that a right which ends
-- meanwhile is not used (access rules 9 and 11). While the session looks as another user, what that one holds is told
-- as `viewing`. A session whose login has a temporary password only lets its person choose their own: `must_change`; it
-- is over with that password.
create function open_session(token bytea, account_slug text, moment timestamptz, idle interval, exclusive boolean)
    returns table (
        login_id uuid, email text, last_seen_at timestamptz,
        account_id uuid, account_name text, account_country text, holder_user_id uuid,
        root_group_id uuid, root_name text, root_sort_path text, root_users integer, root_groups integer,
        user_id uuid, handle text, full_name text, friendly_name text, language text, time_zone text,
        is_holder boolean, grants jsonb, viewing jsonb, confirmed_at timestamptz, must_change boolean)
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    s record;
    a record;
    u record;
begin
    select x.login_id, x.last_seen_at, x.viewing_account_id, x.viewing_user_id, x.viewing_until, x.confirmed_at,
           l.email, l.password_until
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

revoke execute on function open_session, users_of_login from public;
grant execute on function open_session, users_of_login to portico_app;
