-- Programs: the keys they come with, what they asked once and may ask again, and the addresses that are told of events.
--
-- Global tables, which belong to no account: operator_keys, operator_requests.
-- New account tables: api_keys, idempotent_requests, webhook_endpoints, webhook_deliveries.

-- Keys -------------------------------------------------------------------------------------------------------------

-- A key by which a program acts in one account. It counts only while its maker holds the account. An ended one stays,
-- so that the history can name it.
create table api_keys (
    account_id uuid not null,
    id uuid not null,
    name text not null constraint api_keys_name_shape check (length(name) between 1 and 60),
    scopes text[] not null constraint api_keys_scopes_some check (cardinality(scopes) > 0),
    -- SHA-256 of the key: who reads this table cannot act with it.
    token_hash bytea not null constraint api_keys_token unique
        constraint api_keys_token_shape check (length(token_hash) = 32),
    made_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    last_used_at timestamptz,
    ended_at timestamptz,
    primary key (account_id, id),
    foreign key (account_id, made_by) references users (account_id, id) on delete cascade
);
create index api_keys_by on api_keys (account_id, made_by);

-- A key of whoever operates this Portico.
create table operator_keys (
    id uuid primary key,
    name text not null constraint operator_keys_name_shape check (length(name) between 1 and 60),
    scopes text[] not null constraint operator_keys_scopes_some check (cardinality(scopes) > 0),
    token_hash bytea not null constraint operator_keys_token unique
        constraint operator_keys_token_shape check (length(token_hash) = 32),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    last_used_at timestamptz,
    ended_at timestamptz
);

-- The key with this token, if it is in force, and one request charged to its limit (generic cell rate algorithm, as at
-- sign-in). `full_at` says when the limit would be empty again; `admitted`, whether there was room. No row: no such key.
create function admit_key(token bytea, moment timestamptz, burst integer, every interval)
    returns table (key_id uuid, is_operator boolean, full_at timestamptz, admitted boolean)
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    counted bytea;
    used timestamptz;
begin
    select k.id, false, k.last_used_at into key_id, is_operator, used
    from api_keys k
    join accounts a on a.id = k.account_id and a.holder_user_id = k.made_by
    join users u on u.account_id = k.account_id and u.id = k.made_by and u.suspended_at is null
    where k.token_hash = token and k.ended_at is null and k.expires_at > moment;
    if not found then
        select k.id, true, k.last_used_at into key_id, is_operator, used
        from operator_keys k where k.token_hash = token and k.ended_at is null and k.expires_at > moment;
    end if;
    if not found then
        return;
    end if;
    counted := sha256(convert_to('api key ' || key_id, 'UTF8'));
    insert into sign_in_limits as l (key, full_at) values (counted, moment + every)
    on conflict (key) do update set full_at = greatest(l.full_at, moment) + every
        where l.full_at <= moment + every * (burst - 1)
    returning l.full_at into admit_key.full_at;
    admitted := found;
    if not admitted then
        select l.full_at into admit_key.full_at from sign_in_limits l where l.key = counted;
    end if;
    if used is null or used < moment - interval '1 minute' then
        if is_operator then
            update operator_keys set last_used_at = moment where id = key_id;
        else
            update api_keys set last_used_at = moment where token_hash = token;
        end if;
    end if;
    return next;
end
$$;

-- Opens the account of this slug for a key, as `open_session` does for a session; a key of an account opens that one
-- alone. No row: the key is not in force. `account_id` null: no such account for this key. With `exclusive` the
-- account's lock is taken, and then the key is looked at again.
create function open_by_key(token bytea, account_slug text, moment timestamptz, exclusive boolean)
    returns table (account_id uuid, key_id uuid, scopes text[], is_operator boolean)
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    account uuid;
    locked boolean := false;
begin
    loop
        account := null;
        select k.id, k.scopes, false, a.id into key_id, scopes, is_operator, account
        from api_keys k
        join accounts o on o.id = k.account_id and o.holder_user_id = k.made_by
        join users u on u.account_id = k.account_id and u.id = k.made_by and u.suspended_at is null
        left join accounts a on a.id = k.account_id and a.slug = account_slug
        where k.token_hash = token and k.ended_at is null and k.expires_at > moment;
        if not found then
            select k.id, k.scopes, true, a.id into key_id, scopes, is_operator, account
            from operator_keys k left join accounts a on a.slug = account_slug
            where k.token_hash = token and k.ended_at is null and k.expires_at > moment;
        end if;
        if not found then
            return;
        end if;
        exit when account is null or locked or not exclusive;
        perform lock_account(account);
        locked := true;
    end loop;
    if account is not null then
        perform set_config('portico.account_id', account::text, true);
    end if;
    account_id := account;
    return next;
end
$$;

-- The key with this token for what lies in no account: an operator's alone. With `claim`, whoever asks the same at the
-- same time waits.
create function open_operator_key(token bytea, moment timestamptz, claim text)
    returns table (key_id uuid, scopes text[])
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    select k.id, k.scopes into key_id, scopes
    from operator_keys k where k.token_hash = token and k.ended_at is null and k.expires_at > moment;
    if found then
        if claim is not null then
            perform pg_advisory_xact_lock(hashtextextended('portico.request:' || key_id || ':' || claim, 0));
        end if;
        return next;
    end if;
end
$$;

-- Accounts for the operator's programs, in the order of their slugs.
create function accounts_after(slug_before text, most integer)
    returns table (id uuid, slug text, name text, company text, country text, created_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select a.id, a.slug, a.name, a.company, a.country, a.created_at
        from accounts a where a.slug > slug_before order by a.slug limit most;
    end;

-- Asking again -----------------------------------------------------------------------------------------------------

-- What a program asked for with an Idempotency-Key: claimed in the transaction that did it, and then its answer, so that
-- asking again does nothing and is answered the same.
create table idempotent_requests (
    account_id uuid not null references accounts on delete cascade,
    key_id uuid not null,
    claim text not null,
    -- SHA-256 of method, path and body.
    request_hash bytea not null,
    -- What came of it.
    target_id uuid not null,
    status smallint,
    body text,
    created_at timestamptz not null,
    primary key (account_id, key_id, claim)
);
create index idempotent_requests_age on idempotent_requests (created_at);

-- The same for an operator's key, which is at home in no account.
create table operator_requests (
    key_id uuid not null references operator_keys on delete cascade,
    claim text not null,
    request_hash bytea not null,
    target_id uuid not null,
    status smallint,
    body text,
    created_at timestamptz not null,
    primary key (key_id, claim)
);
create index operator_requests_age on operator_requests (created_at);

-- Keeps the answer to what was claimed. The first one stays.
create function keep_answer(of_key uuid, of_claim text, with_status smallint, with_body text) returns void
    language sql volatile security definer set search_path = public, pg_temp
    begin atomic
        update idempotent_requests set status = with_status, body = with_body
        where key_id = of_key and claim = of_claim and status is null;
        update operator_requests set status = with_status, body = with_body
        where key_id = of_key and claim = of_claim and status is null;
    end;

-- Telling of events ------------------------------------------------------------------------------------------------

-- An address that is told of events. Its secret stands nowhere: it is worked out from the id and the key of the history.
create table webhook_endpoints (
    account_id uuid not null,
    id uuid not null,
    url text not null constraint webhook_endpoints_url_shape check (length(url) between 1 and 500),
    events text[] not null constraint webhook_endpoints_events_some check (cardinality(events) > 0),
    made_by uuid not null,
    created_at timestamptz not null,
    paused_at timestamptz,
    -- Since when something had to be given up, with no success after it.
    failing_since timestamptz,
    primary key (account_id, id),
    foreign key (account_id, made_by) references users (account_id, id) on delete cascade
);

-- An event on its way to an address.
create table webhook_deliveries (
    account_id uuid not null,
    endpoint_id uuid not null,
    -- The same for every address that is told of one event, and each time it is sent: receivers know it again by it.
    message_id uuid not null,
    event text not null,
    target_kind text not null,
    target_id uuid not null,
    at timestamptz not null,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    last_attempt_at timestamptz,
    -- What was answered last: a status of HTTP, or why there was none.
    status smallint,
    fault text,
    delivered_at timestamptz,
    gave_up_at timestamptz,
    primary key (account_id, endpoint_id, message_id),
    foreign key (account_id, endpoint_id) references webhook_endpoints (account_id, id) on delete cascade,
    constraint webhook_deliveries_one_end check (num_nonnulls(delivered_at, gave_up_at) <= 1)
);
create index webhook_deliveries_due on webhook_deliveries (next_attempt_at)
    where delivered_at is null and gave_up_at is null;
create index webhook_deliveries_age on webhook_deliveries (at);

-- Takes messages whose time has come: until the lease is over nobody else does.
create function take_webhooks(moment timestamptz, lease interval, most integer)
    returns table (account_id uuid, slug text, endpoint_id uuid, message_id uuid, url text, event text,
        target_kind text, target_id uuid, at timestamptz, attempts integer)
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
    return query
        with due as (
            select d.account_id, d.endpoint_id, d.message_id, e.url, a.slug
            from webhook_deliveries d
            join webhook_endpoints e on e.account_id = d.account_id and e.id = d.endpoint_id and e.paused_at is null
            join accounts a on a.id = d.account_id
            where d.delivered_at is null and d.gave_up_at is null and d.next_attempt_at <= moment
            order by d.next_attempt_at
            limit most
            for update of d skip locked)
        update webhook_deliveries d
        set attempts = d.attempts + 1, next_attempt_at = moment + lease, last_attempt_at = moment
        from due
        where d.account_id = due.account_id and d.endpoint_id = due.endpoint_id and d.message_id = due.message_id
        returning d.account_id, due.slug, d.endpoint_id, d.message_id, due.url, d.event, d.target_kind, d.target_id,
            d.at, d.attempts;
end
$$;

-- Notes what became of a try. `next` null: it is done, or given up when it was not taken.
create function note_webhook(
    of_account uuid, of_endpoint uuid, of_message uuid, moment timestamptz, answered smallint, trouble text,
    taken boolean, next timestamptz) returns void
    language sql volatile security definer set search_path = public, pg_temp
    begin atomic
        update webhook_deliveries
        set status = answered, fault = trouble, next_attempt_at = coalesce(next, next_attempt_at),
            delivered_at = case when taken then moment end,
            gave_up_at = case when not taken and next is null then moment end
        where account_id = of_account and endpoint_id = of_endpoint and message_id = of_message;
        update webhook_endpoints
        set failing_since = case when taken then null else coalesce(failing_since, moment) end
        where account_id = of_account and id = of_endpoint
          and (taken and failing_since is not null or not taken and next is null and failing_since is null);
    end;

-- Removes answers and messages that are older than these moments; gives how many rows went.
create function sweep_programs(answers_before timestamptz, messages_before timestamptz) returns bigint
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    gone bigint;
begin
    with a as (delete from idempotent_requests where created_at < answers_before returning 1),
         o as (delete from operator_requests where created_at < answers_before returning 1),
         m as (delete from webhook_deliveries where at < messages_before
                   and num_nonnulls(delivered_at, gave_up_at) = 1 returning 1)
    select (select count(*) from a) + (select count(*) from o) + (select count(*) from m) into gone;
    return gone;
end
$$;

-- Rights -----------------------------------------------------------------------------------------------------------

alter table audit_log
    drop constraint audit_log_actor_kind,
    add constraint audit_log_actor_kind check (actor_kind in ('user', 'operator', 'system', 'key', 'operator_key'));

do $$
declare
    name text;
begin
    foreach name in array array['api_keys', 'idempotent_requests', 'webhook_endpoints', 'webhook_deliveries'] loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy own_account on %I using (account_id = (select current_account())) '
            'with check (account_id = (select current_account()))', name);
    end loop;
end
$$;

grant select, insert, update, delete on
    api_keys, operator_keys, idempotent_requests, operator_requests, webhook_endpoints, webhook_deliveries
    to portico_app;
revoke execute on function
    admit_key, open_by_key, open_operator_key, accounts_after, keep_answer, take_webhooks, note_webhook, sweep_programs
    from public;
grant execute on function
    admit_key, open_by_key, open_operator_key, accounts_after, keep_answer, take_webhooks, note_webhook, sweep_programs
    to portico_app;
