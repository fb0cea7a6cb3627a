-- Whose each id is in two maps: visitor ids, and customer ids for events that name their customer.
-- No user where a map does not know the id.
WITH new_ids AS (
    SELECT DISTINCT visitor_id AS id, 'visitor' AS kind, user_id FROM after_map
    WHERE visitor_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT customer_id, 'customer', user_id FROM after_map WHERE customer_id IS NOT NULL
),
old_ids AS (
    SELECT DISTINCT visitor_id AS id, 'visitor' AS kind, user_id FROM before_map
    WHERE visitor_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT customer_id, 'customer', user_id FROM before_map WHERE customer_id IS NOT NULL
)
SELECT
    coalesce(old_ids.kind, new_ids.kind) AS kind,
    coalesce(old_ids.id, new_ids.id) AS id,
    old_ids.user_id AS before_user,
    new_ids.user_id AS after_user
FROM old_ids
FULL JOIN new_ids ON new_ids.id = old_ids.id AND new_ids.kind = old_ids.kind
