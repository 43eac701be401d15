-- Invoices that are not issued yet, and reminders of those that are overdue.
--
-- New account tables: invoice_drafts.

-- What the operator prepares. It stands apart from the invoices, so that nothing that shows, searches, pays or counts
-- those can come across it.
create table invoice_drafts (
    account_id uuid not null references accounts on delete cascade,
    id uuid not null,
    -- Its name in commands: no number of a series.
    number bigint generated always as identity constraint invoice_drafts_number_key unique,
    issuer_id uuid not null references issuers,
    -- What is to be invoiced, as it was handed in. Taxes and days are those of the day on which it is issued.
    form jsonb not null,
    currency text not null constraint invoice_drafts_currency_shape check (currency ~ '^[A-Z]{3}$'),
    -- What it would come to when it was changed last, in minor units.
    total_minor bigint not null constraint invoice_drafts_total check (total_minor >= 0),
    changed_at timestamptz not null,
    -- What became of it.
    invoice_id uuid,
    primary key (account_id, id),
    foreign key (account_id, invoice_id) references invoices (account_id, id)
);

alter table invoice_drafts enable row level security;
create policy own_account on invoice_drafts using (account_id = (select current_account()))
    with check (account_id = (select current_account()));
grant select, insert, update, delete on invoice_drafts to portico_app;

-- When people were told that it is overdue: once.
alter table invoices add column overdue_told_at timestamptz;
create index invoices_to_remind on invoices (due_on)
    where state = 'open' and summary_id is null and overdue_told_at is null;

-- Invoices, in all accounts, that were due before a day and of which nobody was told; for the worker, the longest overdue
-- first. What a summary invoice gathers is due with that.
create function invoices_to_remind(day date, most integer) returns table (account_id uuid, id uuid)
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select i.account_id, i.id from invoices i
        where i.state = 'open' and i.summary_id is null and i.overdue_told_at is null and i.due_on < day
        order by i.due_on limit most;
    end;
revoke execute on function invoices_to_remind from public;
grant execute on function invoices_to_remind to portico_app;
