-- Handing the account over to another user.
--
-- New global tables: none. New account tables: handovers.

alter table accounts
    -- Since when the holder holds it; null is since the account was made.
    add column held_since timestamptz;

-- An account that was offered by its holder to another user, and what became of it.
create table handovers (
    account_id uuid not null references accounts on delete cascade,
    id uuid not null,
    -- Who held the account, and to whom it was offered. Not references: both may be deleted later.
    from_id uuid not null,
    to_id uuid not null,
    -- How each signed in when it was offered: by which login, and when its credentials had last changed. An offer does
    -- not outlast that.
    from_login_id uuid not null,
    from_credentials_at timestamptz not null,
    to_login_id uuid not null,
    to_credentials_at timestamptz not null,
    offered_at timestamptz not null,
    -- When it ends unless it was accepted.
    lapses_at timestamptz not null,
    accepted_at timestamptz,
    -- When the account goes over; known once it was accepted.
    takes_effect_at timestamptz,
    ended_at timestamptz,
    outcome text constraint handovers_outcome check (outcome in ('cancelled', 'declined', 'lapsed', 'void', 'done')),
    void_because text,
    primary key (account_id, id),
    constraint handovers_two_people check (from_id <> to_id),
    constraint handovers_accepted check ((accepted_at is null) = (takes_effect_at is null)),
    constraint handovers_ended check ((ended_at is null) = (outcome is null)),
    constraint handovers_void check ((void_because is null) = (outcome is distinct from 'void')),
    constraint handovers_done check (outcome is distinct from 'done' or coalesce(ended_at >= takes_effect_at, false))
);
-- At most one at a time.
create unique index handovers_one_open on handovers (account_id) where ended_at is null;
create index handovers_from on handovers (account_id, from_id);
create index handovers_to on handovers (account_id, to_id);

alter table handovers enable row level security;
create policy own_account on handovers using (account_id = (select current_account()))
    with check (account_id = (select current_account()));
grant select, insert, update on handovers to portico_app;

-- What Portico does by itself is neither a user's nor the operator's.
alter table audit_log
    drop constraint audit_log_actor_kind,
    add constraint audit_log_actor_kind check (actor_kind in ('user', 'operator', 'system'));

-- The last line of defence: the server decides before it writes. The argument is the column that holds the account.
create function refuse_suspended_holder() returns trigger
    language plpgsql as $$
declare
    account uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
begin
    if exists (
        select from accounts a join users u on u.account_id = a.id and u.id = a.holder_user_id
        where a.id = account and u.suspended_at is not null
    ) then
        raise exception 'the holder of account % cannot be suspended', account
            using errcode = 'check_violation', constraint = 'accounts_holder_enabled';
    end if;
    return null;
end
$$;
create trigger users_holder_enabled after update of suspended_at on users
    for each row when (new.suspended_at is not null) execute function refuse_suspended_holder('account_id');
create trigger accounts_holder_enabled after update of holder_user_id on accounts
    for each row execute function refuse_suspended_holder('id');

-- The accounts in which an open offer has something waiting for it: its time is over, or something changed that may have
-- made it void. For the worker that sees to them; each is decided about in its own account.
create function handovers_to_settle(moment timestamptz) returns setof uuid
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select h.account_id
        from handovers h
        join accounts a on a.id = h.account_id
        left join users f on f.account_id = h.account_id and f.id = h.from_id
        left join users t on t.account_id = h.account_id and t.id = h.to_id
        left join logins fl on fl.id = f.login_id
        left join logins tl on tl.id = t.login_id
        where h.ended_at is null
          and (coalesce(h.takes_effect_at, h.lapses_at) <= moment
               or a.holder_user_id <> h.from_id
               or t.id is null or t.suspended_at is not null
               or (f.login_id, fl.credentials_changed_at) is distinct from (h.from_login_id, h.from_credentials_at)
               or (t.login_id, tl.credentials_changed_at) is distinct from (h.to_login_id, h.to_credentials_at));
    end;

revoke execute on function handovers_to_settle from public;
grant execute on function handovers_to_settle to portico_app;
