-- People: who receives which mail, Primary Contacts, Authorized Logins, mailing lists, and addresses that bounce.
--
-- Global tables, which belong to no account: mail_types, mailing_lists, list_subscriptions.
-- New account tables: contacts, mail_subscriptions.

-- Types of mail ----------------------------------------------------------------------------------------------------

-- The registry: what an account is told of. The code names a type by its id; every page takes words and order from here.
create table mail_types (
    id text primary key constraint mail_types_id_shape check (id ~ '^[a-z][a-z_]{0,39}$'),
    -- The order in which they are listed.
    place smallint not null constraint mail_types_place unique,
    -- What people with a login call it.
    label text not null,
    -- What Primary Contacts call it; null: it is not for them.
    contact_label text
);
insert into mail_types (id, place, label, contact_label) values
    ('invoice_created', 1, 'Invoice created', 'Standard Invoices'),
    ('summary_invoice_created', 2, 'Summary invoice created', 'Summary Invoices'),
    ('licence_assigned', 3, 'Licence assigned', null),
    ('account_updates', 4, 'Account updates', null),
    ('critical_notices', 5, 'Critical notices', 'Important Notices');

-- Primary Contacts -------------------------------------------------------------------------------------------------

-- Addresses that receive mail and cannot sign in.
create table contacts (
    account_id uuid not null references accounts on delete cascade deferrable initially deferred,
    id uuid not null,
    first_name text not null constraint contacts_first_name_shape check (length(first_name) between 1 and 100),
    last_name text not null constraint contacts_last_name_shape check (length(last_name) between 1 and 100),
    email text not null constraint contacts_email_shape check (length(email) between 3 and 254),
    email_key text not null,
    country text not null constraint contacts_country_shape check (country ~ '^[A-Z]{2}$'),
    -- BCP 47; null takes the language of the country.
    language text constraint contacts_language_shape check (language ~ '^[a-z]{2}$'),
    -- The address that mail could not be delivered to, for good; it counts while it is still the contact's.
    bounced_key text,
    bounced_at timestamptz,
    bounce_reason text,
    version integer not null default 1,
    created_at timestamptz not null,
    primary key (account_id, id),
    constraint contacts_email_key unique (account_id, email_key),
    constraint contacts_bounced check (num_nulls(bounced_key, bounced_at, bounce_reason) in (0, 3))
);

alter table users
    -- As `contacts.bounced_key`, of the address that the user signs in with.
    add column bounced_key text,
    add column bounced_at timestamptz,
    add column bounce_reason text,
    add constraint users_bounced check (num_nulls(bounced_key, bounced_at, bounce_reason) in (0, 3));

-- Who receives which mail. The account holder receives every type but those that they switched off; everybody else
-- what was switched on for them.
create table mail_subscriptions (
    account_id uuid not null,
    type_id text not null references mail_types,
    user_id uuid,
    contact_id uuid,
    recipient_id uuid not null generated always as (coalesce(user_id, contact_id)) stored,
    -- False stands only for the account holder, who switched it off.
    receives boolean not null,
    primary key (account_id, recipient_id, type_id),
    foreign key (account_id, user_id) references users (account_id, id) on delete cascade,
    foreign key (account_id, contact_id) references contacts (account_id, id) on delete cascade,
    constraint mail_subscriptions_one check (num_nonnulls(user_id, contact_id) = 1),
    constraint mail_subscriptions_contacts_receive check (contact_id is null or receives)
);

alter table contacts enable row level security;
create policy own_account on contacts using (account_id = (select current_account()))
    with check (account_id = (select current_account()));
alter table mail_subscriptions enable row level security;
create policy own_account on mail_subscriptions using (account_id = (select current_account()))
    with check (account_id = (select current_account()));

-- The language that is written to a user in: their own, else that of the nearest group which sets one; null: neither.
create function spoken(account uuid, own text, home uuid) returns text
    language sql stable
    return coalesce(own, (
        select g.language
        from group_paths p join groups g on g.account_id = p.account_id and g.id = p.ancestor_id
        where p.account_id = account and p.descendant_id = home and g.language is not null
        order by p.distance
        limit 1));

-- Mail -------------------------------------------------------------------------------------------------------------

alter table outbox
    -- The language that the mail is written in (BCP 47).
    add column language text not null default 'en' constraint outbox_language_shape check (language ~ '^[a-z]{2}$');

-- Marks an address that mail cannot be delivered to, wherever it is somebody's; gives how many people it is the address
-- of. Each account clears its own mark, and a mark that one has tells nothing about another.
create function note_bounce(address_key text, reason text, moment timestamptz) returns bigint
    language sql volatile security definer set search_path = public, pg_temp
    begin atomic
        with u as (
            update users set bounced_key = address_key, bounced_at = moment, bounce_reason = reason
            from logins l where l.email_key = address_key and users.login_id = l.id
            returning 1
        ), c as (
            update contacts set bounced_key = address_key, bounced_at = moment, bounce_reason = reason
            where email_key = address_key
            returning 1
        )
        select (select count(*) from u) + (select count(*) from c);
    end;

drop function forgotten_login;

-- What is known of a login whose password was forgotten: one row for each account that it belongs to, or one without an
-- account. It answers by address alone, for the worker.
create function forgotten_login(address_key text, moment timestamptz)
    returns table (
        login_id uuid, email text, credentials_changed_at timestamptz, account_id uuid, account_name text, slug text,
        user_id uuid, user_name text, language text, is_holder boolean, is_managed boolean, self_service_reset boolean,
        holder_name text, holder_email text, holder_language text, administrators text[])
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select l.id, l.email, l.credentials_changed_at, a.id, a.name, a.slug, u.id,
               coalesce(nullif(u.full_name, ''), nullif(u.friendly_name, ''), u.handle),
               spoken(a.id, u.language, u.group_id), a.holder_user_id = u.id,
               l.made_in is not distinct from a.id and count(*) over () = 1, a.self_service_reset,
               coalesce(nullif(h.full_name, ''), nullif(h.friendly_name, ''), h.handle),
               coalesce(hl.email, h.handle), spoken(a.id, h.language, h.group_id),
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

-- The language that whoever signs in with this address is written to in; null: none of their accounts says.
create function language_of_login(address_key text) returns text
    language sql stable security definer set search_path = public, pg_temp
    return (
        select spoken(u.account_id, u.language, u.group_id)
        from logins l join users u on u.login_id = l.id
        where l.email_key = address_key
        order by u.language is null, u.account_id
        limit 1);

-- Authorized Logins ------------------------------------------------------------------------------------------------

alter table users
    -- Listed among the Authorized Logins, also while they have no role.
    add column authorized boolean not null default false,
    add constraint users_authorized check (kind = 'person' or not authorized);
create index users_authorized_logins on users (account_id, handle_key) where authorized or roles <> '{}';

alter table invitations
    -- A password that whoever invited typed (a PHC string). It becomes a temporary one of the login that accepting makes,
    -- and nothing when the address has a login then. Over with `password_until`.
    add column password_hash text,
    add column password_until timestamptz,
    add constraint invitations_password check (num_nulls(password_hash, password_until) in (0, 2));

-- Mailing lists ----------------------------------------------------------------------------------------------------

create table mailing_lists (
    id text primary key constraint mailing_lists_id_shape check (id ~ '^[a-z0-9](-?[a-z0-9])*$' and length(id) <= 40),
    name text not null constraint mailing_lists_name_shape check (length(name) between 1 and 100),
    about text not null default '' constraint mailing_lists_about_shape check (length(about) <= 300),
    created_at timestamptz not null
);
insert into mailing_lists (id, name, about, created_at) values
    ('product-news', 'Product news', 'What is new in what we sell, about once a month.', '2026-01-01 00:00:00Z'),
    ('release-notes', 'Release notes', 'What each new version changes, when it comes out.', '2026-01-01 00:00:01Z'),
    ('security-notices', 'Security notices', 'What to do when something is found that is not safe.', '2026-01-01 00:00:02Z');

-- Which lists a login reads. A row stays when somebody unsubscribes, so that the link in an older mail still does what it
-- says after they subscribed again.
create table list_subscriptions (
    login_id uuid not null references logins on delete cascade,
    list_id text not null references mailing_lists on delete cascade,
    -- From which the link that unsubscribes is made, with a key that is not in the database.
    id uuid not null constraint list_subscriptions_id unique,
    -- SHA-256 of the token in that link.
    token_hash bytea not null constraint list_subscriptions_token unique
        constraint list_subscriptions_token_shape check (length(token_hash) = 32),
    subscribed boolean not null,
    changed_at timestamptz not null,
    primary key (login_id, list_id)
);

-- Who reads a list, with the language to write to them in: whoever can sign in somewhere and whose address takes mail.
create function readers_of(list text) returns table (subscription uuid, email text, language text)
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select s.id, l.email, (
                   select spoken(u.account_id, u.language, u.group_id)
                   from users u
                   where u.login_id = l.id and u.suspended_at is null
                   order by u.account_id
                   limit 1)
        from list_subscriptions s join logins l on l.id = s.login_id
        where s.list_id = list and s.subscribed
          and exists (
              select from users u
              where u.login_id = l.id and u.suspended_at is null and u.bounced_key is distinct from l.email_key)
        order by s.id;
    end;

grant select on mail_types to portico_app;
grant select, insert, update, delete on contacts, mail_subscriptions to portico_app;
grant select, insert on mailing_lists to portico_app;
grant select, insert, update on list_subscriptions to portico_app;
revoke execute on function note_bounce, readers_of, forgotten_login, language_of_login from public;
grant execute on function note_bounce, readers_of, forgotten_login, language_of_login to portico_app;
