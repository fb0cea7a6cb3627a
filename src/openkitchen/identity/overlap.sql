-- How much of each new user's traffic was each earlier user's: by visitor id, and by customer id
-- for events that name their customer. Everybody counts a little even without traffic.
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
weighed AS (
    SELECT visitor_id AS id, 'visitor' AS kind, sum(events) AS events, sum(weight) AS weight
    FROM traffic
    WHERE visitor_id IS NOT NULL AND customer_id IS NULL
    GROUP BY visitor_id
    UNION ALL
    SELECT customer_id, 'customer', sum(events), sum(weight)
    FROM traffic
    WHERE customer_id IS NOT NULL
    GROUP BY customer_id
)
SELECT
    old_ids.user_id AS before_user,
    new_ids.user_id AS after_user,
    count(*) AS ids,
    CAST(sum(coalesce(weighed.events, 0)) AS BIGINT) AS events,
    sum(coalesce(weighed.weight, 0.0)) AS weight
FROM new_ids
JOIN old_ids ON old_ids.id = new_ids.id AND old_ids.kind = new_ids.kind
LEFT JOIN weighed ON weighed.id = new_ids.id AND weighed.kind = new_ids.kind
GROUP BY old_ids.user_id, new_ids.user_id
ORDER BY before_user, after_user
