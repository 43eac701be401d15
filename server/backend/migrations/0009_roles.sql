-- Roles: what a session opens tells which account-wide roles its user has.

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
        is_holder boolean, roles text[], grants jsonb, viewing jsonb, confirmed_at timestamptz, must_change boolean)
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
            roles := u.roles;
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
