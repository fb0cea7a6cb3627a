-- Who is who: one row per visitor id, with the user that it stands for.
-- A visitor seen with one customer is that customer. A visitor seen with several is a shared
-- device and nobody's, unless one of them holds the share of the evidence that the guard asks
-- for. A visitor that is nobody's, or was never seen with a customer, is a user of its own.
-- A customer id that looks like such a user's id gets a prefix, so that no two users share one.
WITH visitors AS (
    SELECT DISTINCT visitor_id FROM edges WHERE visitor_id IS NOT NULL
),
seen AS (
    SELECT visitor_id, customer_id, CAST(sum(coalesce("count", 1)) AS DOUBLE) AS times
    FROM edges
    WHERE visitor_id IS NOT NULL AND customer_id IS NOT NULL
    GROUP BY visitor_id, customer_id
),
ranked AS (
    SELECT
        visitor_id,
        customer_id,
        times,
        sum(times) OVER (PARTITION BY visitor_id) AS all_times,
        count(*) OVER (PARTITION BY visitor_id) AS customers,
        row_number() OVER (PARTITION BY visitor_id ORDER BY times DESC, customer_id) AS place
    FROM seen
),
judged AS (
    SELECT
        visitors.visitor_id,
        ranked.customer_id,
        ranked.customers = 1 OR ranked.times >= guard.share * ranked.all_times AS owned
    FROM visitors
    CROSS JOIN guard
    LEFT JOIN ranked ON ranked.visitor_id = visitors.visitor_id AND ranked.place = 1
)
SELECT
    visitor_id,
    CASE
        WHEN owned AND regexp_matches(customer_id, '^(customer:)*visitor:')
            THEN 'customer:' || customer_id
        WHEN owned THEN customer_id
        ELSE 'visitor:' || visitor_id
    END AS user_id,
    CASE WHEN owned THEN customer_id END AS customer_id,
    CASE WHEN owned THEN 'linked' WHEN customer_id IS NULL THEN 'anonymous' ELSE 'shared' END
        AS status
FROM judged
ORDER BY visitor_id
