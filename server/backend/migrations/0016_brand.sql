-- The brand: what this Portico is called and looks like.
--
-- Global tables, which belong to no account: brand.

-- One row, once the operator has chosen anything.
create table brand (
    one boolean primary key default true constraint brand_one check (one),
    name text not null constraint brand_name_shape check (length(name) between 1 and 40),
    -- As #rrggbb; null: Portico's own blue.
    accent text constraint brand_accent_shape check (accent ~ '^#[0-9a-f]{6}$'),
    -- A PNG or an SVG; null: Portico's own arch.
    mark bytea constraint brand_mark_size check (length(mark) <= 65536),
    changed_at timestamptz not null
);
grant select, insert, update, delete on brand to portico_app;
