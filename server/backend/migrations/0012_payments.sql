-- Payments of invoices.
--
-- Global tables, which belong to no account: provider_events, sandbox_payments.
-- New account table: payments.

-- An attempt to pay an invoice. It is noted before the payment provider hears of it, and what became of it is found out
-- whatever happens in between.
create table payments (
    account_id uuid not null,
    id uuid not null,
    invoice_id uuid not null,
    -- Which form it was sent from: however often that is sent, it is one attempt.
    form_key uuid not null,
    provider text not null constraint payments_provider check (provider in ('sandbox', 'stripe')),
    -- What the provider calls it. Noted before the provider is asked to move money.
    reference text,
    -- What it was paid with, in words: never more of a card's number than its last four digits.
    method text not null default '',
    amount bigint not null constraint payments_amount check (amount > 0),
    currency text not null,
    state text not null constraint payments_state
        check (state in ('created', 'processing', 'cancelled', 'failed', 'succeeded')),
    -- The payer has to confirm at their bank.
    waits boolean not null default false,
    -- Why not.
    reason text,
    -- Who paid, as they were called then: a receipt stays what it was.
    payer_id uuid not null,
    payer_name text not null,
    created_at timestamptz not null,
    settled_at timestamptz,
    -- How much of it the invoice took; the rest goes back.
    applied bigint not null default 0,
    to_refund bigint not null default 0,
    refunded bigint not null default 0,
    -- When the provider is asked next, and how often it was; null when there is nothing to find out.
    next_check_at timestamptz,
    checks integer not null default 0,
    primary key (account_id, id),
    foreign key (account_id, invoice_id) references invoices (account_id, id) on delete cascade,
    constraint payments_form unique (account_id, invoice_id, form_key),
    constraint payments_reference unique (provider, reference),
    constraint payments_known check (state <> 'processing' or reference is not null),
    constraint payments_applied check (applied between 0 and amount and (applied = 0 or state = 'succeeded')),
    constraint payments_refund check (refunded between 0 and to_refund and to_refund <= amount)
);
-- Two people, or two windows, never pay the same invoice at the same time.
create unique index payments_one_open on payments (account_id, invoice_id) where state in ('created', 'processing');
create index payments_of_invoice on payments (account_id, invoice_id, created_at);
create index payments_due on payments (next_check_at) where next_check_at is not null;

alter table payments enable row level security;
create policy own_account on payments using (account_id = (select current_account()))
    with check (account_id = (select current_account()));

-- What a provider told, so that what it tells again is not heard again.
create table provider_events (
    provider text not null,
    id text not null,
    received_at timestamptz not null,
    primary key (provider, id)
);
create index provider_events_age on provider_events (received_at);

-- The sandbox's own books: it stands for a payment provider outside.
create table sandbox_payments (
    reference text primary key,
    amount bigint not null,
    currency text not null,
    -- The test card's number.
    card text not null,
    state text not null default 'unconfirmed' constraint sandbox_payments_state
        check (state in ('unconfirmed', 'asks', 'paid', 'declined', 'cancelled')),
    refunded bigint not null default 0 constraint sandbox_payments_refunded check (refunded between 0 and amount),
    created_at timestamptz not null
);

-- Payments, in all accounts, about which the provider is to be asked now; for the worker, the longest waiting first.
create function payments_due(moment timestamptz, most integer) returns table (account_id uuid, id uuid)
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select p.account_id, p.id from payments p where p.next_check_at <= moment order by p.next_check_at limit most;
    end;

-- Which payment a provider means.
create function payment_of(provider_name text, provider_reference text) returns table (account_id uuid, id uuid)
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select p.account_id, p.id from payments p
        where p.provider = provider_name and p.reference = provider_reference;
    end;

grant select, insert, update, delete on payments, provider_events, sandbox_payments to portico_app;
revoke execute on function payments_due, payment_of from public;
grant execute on function payments_due, payment_of to portico_app;
