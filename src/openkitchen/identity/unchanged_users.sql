-- Users who have the same ids in two maps, whatever they are called in each.
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
),
shared AS (
    SELECT old_ids.user_id AS before_user, new_ids.user_id AS after_user, count(*) AS ids
    FROM new_ids
    JOIN old_ids ON old_ids.id = new_ids.id AND old_ids.kind = new_ids.kind
    GROUP BY old_ids.user_id, new_ids.user_id
),
alone AS (
    SELECT
        before_user,
        after_user,
        ids,
        count(*) OVER (PARTITION BY before_user) AS new_users,
        count(*) OVER (PARTITION BY after_user) AS old_users
    FROM shared
),
new_sizes AS (
    SELECT user_id, count(*) AS ids FROM new_ids GROUP BY user_id
),
old_sizes AS (
    SELECT user_id, count(*) AS ids FROM old_ids GROUP BY user_id
)
SELECT alone.before_user, alone.after_user
FROM alone
JOIN new_sizes ON new_sizes.user_id = alone.after_user AND new_sizes.ids = alone.ids
JOIN old_sizes ON old_sizes.user_id = alone.before_user AND old_sizes.ids = alone.ids
WHERE alone.new_users = 1 AND alone.old_users = 1
ORDER BY alone.before_user
