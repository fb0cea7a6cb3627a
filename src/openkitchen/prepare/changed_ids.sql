-- Ids that stand for other users than in the identity map before.
WITH earlier AS (
    SELECT 'visitor' AS kind, visitor_id AS id, user_id
    FROM map_before
    WHERE visitor_id IS NOT NULL
    UNION
    SELECT 'customer' AS kind, customer_id AS id, user_id
    FROM map_before
    WHERE customer_id IS NOT NULL
),
latest AS (
    SELECT 'visitor' AS kind, visitor_id AS id, user_id
    FROM identity_map
    WHERE visitor_id IS NOT NULL
    UNION
    SELECT 'customer' AS kind, customer_id AS id, user_id
    FROM identity_map
    WHERE customer_id IS NOT NULL
),
unchanged AS (
    SELECT kind, id, user_id FROM earlier
    INTERSECT
    SELECT kind, id, user_id FROM latest
),
either AS (
    SELECT kind, id, user_id FROM earlier
    UNION
    SELECT kind, id, user_id FROM latest
)
SELECT DISTINCT kind, id
FROM (
    SELECT kind, id, user_id FROM either
    EXCEPT
    SELECT kind, id, user_id FROM unchanged
) AS changed
ORDER BY kind, id
