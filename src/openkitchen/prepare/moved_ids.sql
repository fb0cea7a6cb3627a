-- All ids of some users, in the identity map before or in this one, and those that stand for such
-- a user where no map knows them.
SELECT DISTINCT kind, id
FROM (
    SELECT 'visitor' AS kind, map_before.visitor_id AS id
    FROM map_before
    JOIN moved_users ON moved_users.user_id = map_before.user_id
    UNION ALL
    SELECT 'customer' AS kind, map_before.customer_id AS id
    FROM map_before
    JOIN moved_users ON moved_users.user_id = map_before.user_id
    UNION ALL
    SELECT 'visitor' AS kind, identity_map.visitor_id AS id
    FROM identity_map
    JOIN moved_users ON moved_users.user_id = identity_map.user_id
    UNION ALL
    SELECT 'customer' AS kind, identity_map.customer_id AS id
    FROM identity_map
    JOIN moved_users ON moved_users.user_id = identity_map.user_id
    UNION ALL
    SELECT 'customer' AS kind, user_id AS id
    FROM moved_users
    UNION ALL
    SELECT 'customer' AS kind, substr(user_id, 10) AS id
    FROM moved_users
    WHERE starts_with(user_id, 'customer:')
    UNION ALL
    SELECT 'visitor' AS kind, substr(user_id, 9) AS id
    FROM moved_users
    WHERE starts_with(user_id, 'visitor:')
) AS ids
WHERE id IS NOT NULL
ORDER BY kind, id
