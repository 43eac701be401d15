-- Numbers that an account may connect to its users.
--
-- New account tables: numbers.

-- What the operator has put at the account's disposal.
create table numbers (
    account_id uuid not null references accounts on delete cascade,
    id uuid not null,
    -- E.164 (ITU-T). It is in one inventory at a time, in all of Portico.
    number text not null constraint numbers_once unique constraint numbers_shape check (number ~ '^\+[1-9][0-9]{6,14}$'),
    added_at timestamptz not null,
    primary key (account_id, id)
);
create index numbers_in_order on numbers (account_id, number);

alter table numbers enable row level security;
create policy own_account on numbers using (account_id = (select current_account()))
    with check (account_id = (select current_account()));
grant select, insert, update, delete on numbers to portico_app;
