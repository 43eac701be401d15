-- Mail: what is to be sent, one-time links, requests of people who forgot their password, and invitations.
--
-- Global tables, which belong to no account: outbox, forgotten_passwords, login_links.
-- New account table: invitations.

-- Outbox -----------------------------------------------------------------------------------------------------------

-- Mail to be sent, written in the transaction that causes it. A row says what the mail is about; the words come when
-- it is sent, and so do its links: the database never holds one.
create table outbox (
    -- Also the mail's Message-ID, so that one which is sent twice is seen to be one.
    id uuid primary key,
    -- What caused it. The same event never mails twice.
    event text not null constraint outbox_event unique,
    -- The address and what the mail is about; both null once erased.
    recipient text,
    message jsonb,
    created_at timestamptz not null,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    sent_at timestamptz,
    gave_up_at timestamptz,
    constraint outbox_erased check ((recipient is null) = (message is null)),
    constraint outbox_one_end check (num_nonnulls(sent_at, gave_up_at) <= 1)
);
create index outbox_due on outbox (next_attempt_at) where sent_at is null and gave_up_at is null;
create index outbox_kept on outbox (created_at) where recipient is not null;

-- Forgotten passwords ----------------------------------------------------------------------------------------------

-- Addresses that were typed as those of somebody who forgot their password. Whether there is such a login is found out
-- by a worker, so that the answer to the request takes the same time whatever there is.
create table forgotten_passwords (
    id uuid primary key,
    email text not null,
    asked_at timestamptz not null
);
create index forgotten_passwords_in_turn on forgotten_passwords (asked_at);

-- One-time links by which a login's owner chooses a new password. The link goes to the address that the login had
-- then, and is void when the address or the credentials have changed since.
create table login_links (
    -- SHA-256 of the token in the link.
    token_hash bytea primary key constraint login_links_token_shape check (length(token_hash) = 32),
    login_id uuid not null references logins on delete cascade,
    email_key text not null,
    credentials_changed_at timestamptz not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index login_links_of on login_links (login_id);
create index login_links_expiry on login_links (expires_at);

alter table accounts
    -- Everybody may choose a new password by a mailed link, not only whoever holds the account.
    add column self_service_reset boolean not null default false;

-- What is known of a login whose password was forgotten: one row for each account that it belongs to, or one without an
-- account. It answers by address alone, for the worker.
create function forgotten_login(address_key text, moment timestamptz)
    returns table (
        login_id uuid, email text, credentials_changed_at timestamptz, account_id uuid, account_name text, slug text,
        user_id uuid, user_name text, is_holder boolean, is_managed boolean, self_service_reset boolean, holder_name text, holder_email text,
        administrators text[])
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select l.id, l.email, l.credentials_changed_at, a.id, a.name, a.slug, u.id,
               coalesce(nullif(u.full_name, ''), nullif(u.friendly_name, ''), u.handle), a.holder_user_id = u.id,
               l.made_in is not distinct from a.id and count(*) over () = 1, a.self_service_reset,
               coalesce(nullif(h.full_name, ''), nullif(h.friendly_name, ''), h.handle),
               coalesce(hl.email, h.handle),
               array(
                   select distinct coalesce(nullif(b.full_name, ''), nullif(b.friendly_name, ''), b.handle) as name
                   from grants g
                   join users b on b.account_id = g.account_id and b.id = g.user_id and b.suspended_at is null
                   where g.account_id = a.id and g.level = 'administrator' and b.id not in (u.id, h.id)
                     and (g.expires_at is null or g.expires_at > moment)
                     and (g.target_user_id = u.id or g.group_id in (
                         select p.ancestor_id from group_paths p where p.account_id = a.id and p.descendant_id = u.group_id))
                   order by name)
        from logins l
        left join users u on u.login_id = l.id
        left join accounts a on a.id = u.account_id
        left join users h on h.account_id = a.id and h.id = a.holder_user_id
        left join logins hl on hl.id = h.login_id
        where l.email_key = address_key;
    end;

-- Invitations ------------------------------------------------------------------------------------------------------

-- A user waits for the person behind their address. Until that person accepts by the mailed link, no login is bound to
-- the user.
create table invitations (
    account_id uuid not null,
    id uuid not null,
    user_id uuid not null,
    -- The address that it was mailed to; it is the user's own (`users.handle`).
    email text not null,
    invited_by uuid not null,
    -- SHA-256 of the token in the link.
    token_hash bytea not null constraint invitations_token unique
        constraint invitations_token_shape check (length(token_hash) = 32),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (account_id, id),
    foreign key (account_id, user_id) references users (account_id, id) on delete cascade,
    foreign key (account_id, invited_by) references users (account_id, id) on delete cascade,
    constraint invitations_one_per_user unique (account_id, user_id)
);
create index invitations_by on invitations (account_id, invited_by);

alter table invitations enable row level security;
create policy own_account on invitations using (account_id = (select current_account()))
    with check (account_id = (select current_account()));

-- Opens the account of an invitation, as `open_account` does, for whoever holds the mailed link; null when there is none
-- that is in force. With `exclusive`, the account's lock is taken before it is looked at again.
create function open_invitation(token bytea, moment timestamptz, exclusive boolean) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    account uuid;
begin
    select i.account_id into account from invitations i where i.token_hash = token and i.expires_at > moment;
    if account is not null then
        if exclusive then
            perform lock_account(account);
        end if;
        perform set_config('portico.account_id', account::text, true);
    end if;
    return account;
end
$$;

grant select, insert, update, delete on outbox, forgotten_passwords, login_links, invitations to portico_app;
revoke execute on function forgotten_login, open_invitation from public;
grant execute on function forgotten_login, open_invitation to portico_app;
