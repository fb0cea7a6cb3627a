-- Which visitor ids were seen with which customer ids, on what evidence, how often and when.
-- Events with both ids are logins; their count is the number of days, so that one long visit
-- is no more evidence than a short one. Links (clicks in a newsletter, orders …) count as the
-- source counts them. A visitor also has an edge to no customer, for the days on which nobody
-- logged in: whoever was never seen with a customer is listed by that alone. A log that knows
-- accounts as users (a news site's) tells as much by them as by customers.
WITH named AS (
    SELECT visitor_id, coalesce(customer_id, user_id) AS customer_id, "timestamp"
    FROM events
    WHERE visitor_id IS NOT NULL
),
visit_days AS (
    SELECT
        visitor_id,
        customer_id,
        CAST("timestamp" AS DATE) AS visited_on,
        min("timestamp") AS first_seen,
        max("timestamp") AS last_seen
    FROM named
    GROUP BY visitor_id, customer_id, CAST("timestamp" AS DATE)
),
with_logins AS (
    SELECT
        visit_days.*,
        count(customer_id) OVER (PARTITION BY visitor_id, visited_on) AS logins
    FROM visit_days
),
seen AS (
    SELECT
        visitor_id,
        customer_id,
        CASE WHEN customer_id IS NULL THEN 'visit' ELSE 'login' END AS evidence,
        first_seen,
        last_seen,
        1 AS times
    FROM with_logins
    WHERE customer_id IS NOT NULL OR logins = 0
    UNION ALL
    SELECT
        visitor_id,
        customer_id,
        coalesce(evidence, 'link') AS evidence,
        coalesce(first_seen, "timestamp") AS first_seen,
        coalesce(last_seen, "timestamp") AS last_seen,
        coalesce("count", 1) AS times
    FROM links
    WHERE visitor_id IS NOT NULL AND customer_id IS NOT NULL
)
SELECT
    visitor_id,
    customer_id,
    evidence,
    min(first_seen) AS first_seen,
    max(last_seen) AS last_seen,
    CAST(sum(times) AS BIGINT) AS "count"
FROM seen
GROUP BY visitor_id, customer_id, evidence
ORDER BY visitor_id, customer_id NULLS FIRST, evidence
