-- The demo's orders were inserted before their totals were known, and so were their events.
select restate_order(null, null);
