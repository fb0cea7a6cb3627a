-- Which visitor ids events show with which customer ids, or with none: since when, until when, and
-- on how many days, so that one long visit is no more evidence than a short one.
SELECT
    visitor_id,
    customer_id,
    CASE WHEN customer_id IS NULL THEN 'visit' ELSE 'login' END AS evidence,
    min(first_seen) AS first_seen,
    max(last_seen) AS last_seen,
    count(*) AS "count"
FROM visit_days
GROUP BY visitor_id, customer_id
