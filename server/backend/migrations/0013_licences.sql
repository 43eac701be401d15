-- The catalogue, orders from it, the licences that orders make, and the machines that use them.
--
-- Global tables, which belong to no account: products, product_prices.
-- New account tables: orders, credit_limits, licences, activations.

-- Products ---------------------------------------------------------------------------------------------------------

create table products (
    id uuid primary key,
    sku text not null constraint products_sku_key unique
        constraint products_sku_shape check (sku ~ '^[A-Z0-9](-?[A-Z0-9])*$' and length(sku) between 2 and 40),
    name text not null constraint products_name_shape check (length(name) between 1 and 100),
    kind text not null constraint products_kind check (kind in ('licence', 'service', 'support')),
    description text not null default '' constraint products_description_shape check (length(description) <= 1000),
    -- How many machines one unit of a licence is good for.
    seats integer constraint products_seats check (seats between 1 and 100000),
    -- How long one unit of it holds; null for ever.
    term_months integer constraint products_term check (term_months between 1 and 120),
    -- Set while it is not for sale any more.
    retired_at timestamptz,
    created_at timestamptz not null,
    constraint products_of_seats check ((kind = 'licence') = (seats is not null))
);

create table product_prices (
    product_id uuid not null references products,
    -- ISO 4217.
    currency text not null constraint product_prices_currency check (currency ~ '^[A-Z]{3}$'),
    valid_from timestamptz not null,
    -- For one unit, without tax, in the currency's smallest units.
    net bigint not null constraint product_prices_net check (net between 0 and 100000000000),
    primary key (product_id, currency, valid_from)
);

-- Orders -----------------------------------------------------------------------------------------------------------

-- What an account may order before it has paid; no row is none.
create table credit_limits (
    account_id uuid primary key references accounts on delete cascade,
    currency text not null constraint credit_limits_currency check (currency ~ '^[A-Z]{3}$'),
    amount bigint not null constraint credit_limits_amount check (amount between 0 and 100000000000000),
    set_at timestamptz not null
);

create table orders (
    account_id uuid not null references accounts on delete cascade,
    id uuid not null,
    -- Counts from 1 in each account: what people call it by.
    number integer not null,
    -- Made when the form was shown: a form that is sent twice places one order.
    attempt uuid not null,
    kind text not null constraint orders_kind check (kind in ('purchase', 'renewal')),
    state text not null constraint orders_state check (state in
        ('placed', 'awaiting_payment', 'awaiting_approval', 'approved', 'fulfilled', 'refused', 'cancelled')),
    product_id uuid not null references products,
    quantity integer not null constraint orders_quantity check (quantity between 1 and 1000),
    currency text not null constraint orders_currency check (currency ~ '^[A-Z]{3}$'),
    -- For one unit, and then for all, in the currency's smallest units, as they were when it was placed.
    unit_net bigint not null,
    net bigint not null,
    tax bigint not null,
    total bigint not null,
    -- The licence that a renewal extends.
    licence_id uuid,
    invoice_id uuid,
    -- A user's id; the user may be gone.
    placed_by uuid,
    placed_at timestamptz not null,
    fulfilled_at timestamptz,
    primary key (account_id, id),
    constraint orders_number unique (account_id, number),
    constraint orders_attempt unique (account_id, attempt),
    constraint orders_invoice foreign key (account_id, invoice_id) references invoices (account_id, id),
    constraint orders_sum check (total = net + tax and net = unit_net * quantity),
    constraint orders_renewal check ((kind = 'renewal') = (licence_id is not null))
);
create unique index orders_of_invoice on orders (account_id, invoice_id) where invoice_id is not null;

-- Licences ---------------------------------------------------------------------------------------------------------

create table licences (
    account_id uuid not null references accounts on delete cascade,
    id uuid not null,
    product_id uuid not null references products,
    -- The order that made it; null when the operator did.
    order_id uuid,
    key text not null constraint licences_key unique,
    seats integer not null constraint licences_seats check (seats between 1 and 100000000),
    -- Null when it never ends.
    expires_at timestamptz,
    suspended_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null,
    primary key (account_id, id),
    constraint licences_order foreign key (account_id, order_id) references orders (account_id, id)
);
create index licences_of_order on licences (account_id, order_id) where order_id is not null;

alter table orders
    add constraint orders_licence foreign key (account_id, licence_id) references licences (account_id, id);

create table activations (
    account_id uuid not null,
    id uuid not null,
    licence_id uuid not null,
    seat integer not null constraint activations_seat_shape check (seat >= 1),
    -- What the machine calls itself, in small letters.
    machine text not null constraint activations_machine_shape check (machine ~ '^[a-z0-9._:-]{1,64}$'),
    name text not null default '' constraint activations_name_shape check (length(name) <= 100),
    activated_at timestamptz not null,
    -- Users' ids; the users may be gone.
    activated_by uuid,
    deactivated_at timestamptz,
    deactivated_by uuid,
    primary key (account_id, id),
    constraint activations_licence foreign key (account_id, licence_id) references licences (account_id, id)
        on delete cascade
);
-- The last line of defence: the store locks the licence before it looks for a free seat.
create unique index activations_seat on activations (account_id, licence_id, seat) where deactivated_at is null;
create unique index activations_machine on activations (account_id, licence_id, machine) where deactivated_at is null;
create index activations_ended on activations (account_id, licence_id, deactivated_at) where deactivated_at is not null;

-- Row-level security -----------------------------------------------------------------------------------------------

do $$
declare
    name text;
begin
    foreach name in array array['credit_limits', 'orders', 'licences', 'activations'] loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy own_account on %I using (account_id = (select current_account())) '
            'with check (account_id = (select current_account()))', name);
    end loop;
end
$$;
grant select, insert, update on products, product_prices, credit_limits, orders, licences, activations to portico_app;
