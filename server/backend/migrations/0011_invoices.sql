-- Invoices: who sells, what they invoice, and what was paid for it.
--
-- New global tables, which belong to no account: issuers, issuer_series, tax_rates.
-- New account tables: invoices, invoice_lines, invoice_payments.

-- The operator's legal entities that sell.
create table issuers (
    id uuid primary key,
    -- Its name in commands.
    slug text not null constraint issuers_slug_key unique
        constraint issuers_slug_shape check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) between 2 and 40),
    name text not null constraint issuers_name_shape check (length(name) between 1 and 100),
    address text not null default '',
    country text not null constraint issuers_country_shape check (country ~ '^[A-Z]{2}$'),
    tax_id text not null default '',
    -- Where invoices are paid to, on several lines.
    payment text not null default '',
    created_at timestamptz not null
);

-- The numbers of an issuer's documents, one series for each kind. The transaction that issues locks the row, so a
-- series has no gaps: what is rolled back gives its number back.
create table issuer_series (
    issuer_id uuid not null references issuers,
    kind text not null constraint issuer_series_kind check (kind in ('invoice', 'summary', 'credit_note')),
    prefix text not null constraint issuer_series_prefix_shape check (prefix ~ '^[A-Z0-9-]{0,12}$'),
    next bigint not null default 1 constraint issuer_series_next check (next >= 1),
    primary key (issuer_id, kind),
    constraint issuer_series_prefix_key unique (issuer_id, prefix)
);

-- The rate that an issuer charges to buyers in a country, unless a line says another.
create table tax_rates (
    issuer_id uuid not null references issuers,
    country text not null constraint tax_rates_country_shape check (country ~ '^[A-Z]{2}$'),
    basis_points integer not null constraint tax_rates_range check (basis_points between 0 and 10000),
    name text not null constraint tax_rates_name_shape check (length(name) between 1 and 60),
    primary key (issuer_id, country)
);

create table invoices (
    account_id uuid not null references accounts on delete cascade,
    id uuid not null,
    kind text not null constraint invoices_kind check (kind in ('invoice', 'summary', 'credit_note')),
    state text not null constraint invoices_state check (state in ('open', 'paid', 'void')),
    issuer_id uuid not null references issuers,
    number text not null,
    currency text not null constraint invoices_currency_shape check (currency ~ '^[A-Z]{3}$'),
    -- Both companies as they stood then.
    seller jsonb not null,
    buyer jsonb not null,
    reference text not null default '',
    note text not null default '',
    period_from date,
    period_to date,
    issued_at timestamptz not null,
    issued_on date not null,
    due_on date not null,
    -- Minor units. Of a summary invoice: what its invoices asked for when it gathered them.
    net_minor bigint not null,
    tax_minor bigint not null,
    total_minor bigint not null,
    paid_minor bigint not null default 0,
    credited_minor bigint not null default 0,
    -- What is left to pay. Of a summary invoice: what its invoices still ask for.
    due_minor bigint not null,
    -- The taxes by rate, as they stand on the document.
    taxes jsonb not null default '[]',
    -- The invoice that a credit note takes back.
    credits_id uuid,
    -- The summary invoice that gathers this one.
    summary_id uuid,
    void_because text,
    primary key (account_id, id),
    foreign key (account_id, credits_id) references invoices (account_id, id),
    foreign key (account_id, summary_id) references invoices (account_id, id),
    constraint invoices_number unique (account_id, issuer_id, number),
    constraint invoices_adds_up check (total_minor = net_minor + tax_minor),
    constraint invoices_paid check (paid_minor between 0 and total_minor or kind = 'summary' and paid_minor >= 0),
    constraint invoices_credited check (credited_minor between 0 and total_minor),
    constraint invoices_due check (due_minor = case when kind = 'credit_note' or state = 'void' then 0
        when kind = 'summary' then due_minor else greatest(0, total_minor - paid_minor - credited_minor) end),
    constraint invoices_settled check ((state = 'open') = (due_minor > 0)),
    constraint invoices_void check (state <> 'void' or paid_minor = 0 and credited_minor = 0),
    constraint invoices_credit_note check ((kind = 'credit_note') = (credits_id is not null)),
    constraint invoices_gathered check (summary_id is null or kind = 'invoice'),
    constraint invoices_period check (num_nulls(period_from, period_to) in (0, 2) and period_from <= period_to)
);
create index invoices_by_day on invoices (account_id, issued_on, id);
create index invoices_by_due_day on invoices (account_id, due_on, id);
create index invoices_by_amount on invoices (account_id, total_minor, id);
create index invoices_credits on invoices (account_id, credits_id) where credits_id is not null;
create index invoices_gathered_by on invoices (account_id, summary_id) where summary_id is not null;

create table invoice_lines (
    account_id uuid not null,
    invoice_id uuid not null,
    position integer not null constraint invoice_lines_position check (position >= 1),
    description text not null,
    -- In thousandths.
    quantity bigint not null constraint invoice_lines_quantity check (quantity > 0),
    unit text not null default '',
    unit_price_minor bigint not null constraint invoice_lines_price check (unit_price_minor >= 0),
    -- The discount as it was given: none, a share in basis points, or an amount.
    discount_share integer constraint invoice_lines_share check (discount_share between 0 and 10000),
    discount_amount bigint constraint invoice_lines_discount check (discount_amount >= 0),
    net_minor bigint not null,
    tax_basis_points integer not null constraint invoice_lines_tax check (tax_basis_points between 0 and 10000),
    tax_name text not null,
    -- On a credit note: the line of the credited invoice.
    credits_position integer,
    primary key (account_id, invoice_id, position),
    foreign key (account_id, invoice_id) references invoices (account_id, id) on delete cascade,
    constraint invoice_lines_one_discount check (num_nonnulls(discount_share, discount_amount) <= 1)
);

-- Money that was applied to an invoice, or taken back from it (then less than nothing).
create table invoice_payments (
    account_id uuid not null,
    id uuid not null,
    invoice_id uuid not null,
    -- The summary invoice through which it came.
    through_id uuid,
    amount_minor bigint not null constraint invoice_payments_amount check (amount_minor <> 0),
    -- Where it came from: one source counts once.
    source_kind text not null constraint invoice_payments_source check (length(source_kind) between 1 and 40),
    source_ref text not null constraint invoice_payments_ref check (length(source_ref) between 1 and 200),
    at timestamptz not null,
    primary key (account_id, id),
    foreign key (account_id, invoice_id) references invoices (account_id, id) on delete cascade,
    foreign key (account_id, through_id) references invoices (account_id, id),
    constraint invoice_payments_once unique (account_id, source_kind, source_ref, invoice_id)
);
create index invoice_payments_of on invoice_payments (account_id, invoice_id, at);
create index invoice_payments_through on invoice_payments (account_id, through_id) where through_id is not null;

do $$
declare
    name text;
begin
    foreach name in array array['invoices', 'invoice_lines', 'invoice_payments'] loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy own_account on %I using (account_id = (select current_account())) '
            'with check (account_id = (select current_account()))', name);
    end loop;
end
$$;

-- Nothing of an invoice is ever deleted, and its lines and payments never change.
grant select, insert, update on invoices, issuers, issuer_series, tax_rates to portico_app;
grant select, insert on invoice_lines, invoice_payments to portico_app;
