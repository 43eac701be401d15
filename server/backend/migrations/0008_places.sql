-- Where a group stands, and who sets what is handed down, each found in one step.

alter table groups
    -- The groups from the root down to this one, itself included: what a decision about it needs (access rules 1 to 4).
    -- The closure says the same downwards. Kept with sort_path by the store; a test recomputes it.
    add column path uuid[];
update groups g set path = (
    select array_agg(p.ancestor_id order by p.distance desc)
    from group_paths p where p.account_id = g.account_id and p.descendant_id = g.id);
alter table groups alter column path set not null;

-- Few set their own: how many take a value from above is all of them but these.
create index users_with_country on users (account_id, group_id) where country is not null;
create index users_with_language on users (account_id, group_id) where language is not null;
