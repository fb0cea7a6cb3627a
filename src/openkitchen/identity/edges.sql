-- Which visitor ids were seen with which customer ids, on what evidence, how often and when.
-- Events with both ids are logins; their count is the number of days. Links (clicks in a
-- newsletter, orders …) count as the source counts them. A visitor also has an edge to no customer,
-- for the days on which nobody logged in: whoever was never seen with a customer is listed by that
-- alone.
WITH seen AS (
    SELECT visitor_id, customer_id, evidence, first_seen, last_seen, "count" AS times
    FROM event_edges
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
