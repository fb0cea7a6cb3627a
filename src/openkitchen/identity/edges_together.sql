-- Edges that were counted apart, over days that do not overlap, as one.
SELECT
    visitor_id,
    customer_id,
    evidence,
    min(first_seen) AS first_seen,
    max(last_seen) AS last_seen,
    CAST(sum("count") AS BIGINT) AS "count"
FROM parts
GROUP BY visitor_id, customer_id, evidence
