-- Users to whom events may have come, or from whom they may have gone, since the identity map
-- before: those that ids which stand for other users now stood for, or stand for. An id that a
-- map does not know stands for a user of its own.
SELECT DISTINCT user_id
FROM (
    SELECT map_before.user_id
    FROM map_before
    JOIN changed_ids ON changed_ids.kind = 'visitor' AND changed_ids.id = map_before.visitor_id
    UNION ALL
    SELECT map_before.user_id
    FROM map_before
    JOIN changed_ids ON changed_ids.kind = 'customer' AND changed_ids.id = map_before.customer_id
    UNION ALL
    SELECT identity_map.user_id
    FROM identity_map
    JOIN changed_ids ON changed_ids.kind = 'visitor' AND changed_ids.id = identity_map.visitor_id
    UNION ALL
    SELECT identity_map.user_id
    FROM identity_map
    JOIN changed_ids ON changed_ids.kind = 'customer' AND changed_ids.id = identity_map.customer_id
    UNION ALL
    SELECT CASE WHEN kind = 'visitor' THEN 'visitor:' || id ELSE id END AS user_id
    FROM changed_ids
    UNION ALL
    SELECT 'customer:' || id AS user_id
    FROM changed_ids
    WHERE kind = 'customer'
) AS users
ORDER BY user_id
