-- Users who are taken out of an account, and brought back.
--
-- New account tables: deleted_users.

-- A deleted user is no user: nothing finds, counts or lets in who stands here alone. The history goes on naming them.
create table deleted_users (
    account_id uuid not null references accounts on delete cascade,
    id uuid not null,
    -- What people called them; empty once it was erased.
    name text not null,
    handle text not null,
    -- The groups that they were in, from the root down. They come back in the last one that is still there.
    path uuid[] not null constraint deleted_users_path_some check (cardinality(path) > 0),
    deleted_at timestamptz not null,
    -- The user who deleted them.
    deleted_by uuid not null,
    -- Their row in `users`; null once they cannot come back any more, or are back.
    kept jsonb,
    primary key (account_id, id)
);
create index deleted_users_kept on deleted_users (account_id, deleted_at) where kept is not null;

alter table deleted_users enable row level security;
create policy own_account on deleted_users using (account_id = (select current_account()))
    with check (account_id = (select current_account()));
grant select, insert, update, delete on deleted_users to portico_app;

-- The group that a deleted user counts to, and comes back in: the last of those they were in that is still there, wherever
-- that stands by now.
create function place_of_deleted(account uuid, was_in uuid[]) returns uuid
    language sql stable
    return (
        select g.id from groups g where g.account_id = account and g.id = any (was_in)
        order by array_position(was_in, g.id) desc limit 1
    );

-- What a program or a webhook did stays told when the one who made it is gone.
alter table api_keys
    drop constraint api_keys_account_id_made_by_fkey,
    add constraint api_keys_account foreign key (account_id) references accounts on delete cascade;
alter table webhook_endpoints
    drop constraint webhook_endpoints_account_id_made_by_fkey,
    add constraint webhook_endpoints_account foreign key (account_id) references accounts on delete cascade;

-- Forgets what would have come back with users who were deleted before this moment; gives of how many.
create function forget_deleted_users(before timestamptz) returns bigint
    language sql volatile security definer set search_path = public, pg_temp
    begin atomic
        with forgotten as (
            update deleted_users set kept = null where kept is not null and deleted_at < before returning 1
        )
        select count(*) from forgotten;
    end;
revoke execute on function forget_deleted_users from public;
grant execute on function forget_deleted_users to portico_app;
