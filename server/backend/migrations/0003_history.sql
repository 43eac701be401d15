-- History: what the operator's check of it needs.

-- Every account, for the operator's check of all histories.
create function all_accounts() returns table (id uuid, slug text)
    language sql stable security definer set search_path = public, pg_temp
    begin atomic
        select id, slug from accounts order by slug;
    end;

revoke execute on function all_accounts from public;
grant execute on function all_accounts to portico_app;
