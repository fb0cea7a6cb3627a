-- Users who have the same ids in two maps, whatever they are called in each: all ids of the one are
-- the other's.
WITH pairs AS (
    SELECT DISTINCT before_user, after_user FROM ids_in_both
),
counted AS (
    SELECT
        before_user,
        after_user,
        count(*) OVER (PARTITION BY before_user) AS new_users,
        count(*) OVER (PARTITION BY after_user) AS old_users
    FROM pairs
)
SELECT before_user, after_user
FROM counted
WHERE
    new_users = 1 AND old_users = 1
    AND before_user IS NOT NULL AND after_user IS NOT NULL
ORDER BY before_user
