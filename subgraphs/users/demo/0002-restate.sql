-- For demo data that is older than events.
select restate_user(null, null);
