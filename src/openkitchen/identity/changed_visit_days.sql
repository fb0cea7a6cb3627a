-- Days of visits that came, and those that went, between what was received before and now. A day
-- whose first or last moment is another one went and came.
WITH gone AS (
    SELECT visitor_id, customer_id, visited_on, first_seen, last_seen FROM days_before
    EXCEPT
    SELECT visitor_id, customer_id, visited_on, first_seen, last_seen FROM days_now
),
come AS (
    SELECT visitor_id, customer_id, visited_on, first_seen, last_seen FROM days_now
    EXCEPT
    SELECT visitor_id, customer_id, visited_on, first_seen, last_seen FROM days_before
)
SELECT visitor_id, customer_id, visited_on, first_seen, last_seen, FALSE AS came FROM gone
UNION ALL
SELECT visitor_id, customer_id, visited_on, first_seen, last_seen, TRUE AS came FROM come
