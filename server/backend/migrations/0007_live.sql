-- What is open hears of what changes: a notice on the channel `portico` says which account something was done in, or
-- whose session is over. It says no more, so that whoever listens without a right learns nothing.

-- Every change of an account waits to be linked into its history, so whoever hears of that hears of every change.
create function tell_account() returns trigger
    language plpgsql as $$
begin
    perform pg_notify('portico', 'account ' || account_id) from (select distinct account_id from added) a;
    return null;
end
$$;
create trigger audit_pending_tell after insert on audit_pending
    referencing new table as added for each statement execute function tell_account();

-- A session ends, or looks no longer as another user.
create function tell_login() returns trigger
    language plpgsql as $$
begin
    perform pg_notify('portico', 'login ' || old.login_id);
    return null;
end
$$;
create trigger sessions_tell after delete on sessions for each row execute function tell_login();
create trigger sessions_tell_viewing after update of viewing_until on sessions
    for each row when (new.viewing_until is distinct from old.viewing_until) execute function tell_login();
