-- How much of each new user's traffic was each earlier user's: by visitor id, and by customer id
-- for events that name their customer. Everybody counts a little even without traffic.
WITH weighed AS (
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
    ids_in_both.before_user,
    ids_in_both.after_user,
    count(*) AS ids,
    CAST(sum(coalesce(weighed.events, 0)) AS BIGINT) AS events,
    sum(coalesce(weighed.weight, 0.0)) AS weight
FROM ids_in_both
LEFT JOIN weighed ON weighed.id = ids_in_both.id AND weighed.kind = ids_in_both.kind
WHERE ids_in_both.before_user IS NOT NULL AND ids_in_both.after_user IS NOT NULL
GROUP BY ids_in_both.before_user, ids_in_both.after_user
ORDER BY before_user, after_user
