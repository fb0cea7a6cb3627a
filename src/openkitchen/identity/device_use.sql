-- Visitors seen with one customer only: from when to when they were in use, on what class of
-- device, and whether they were seen together more than once (`sure`).
WITH together AS (
    SELECT visitor_id, customer_id, sum(coalesce("count", 1)) AS times
    FROM edges
    WHERE visitor_id IS NOT NULL AND customer_id IS NOT NULL
    GROUP BY visitor_id, customer_id
),
single AS (
    SELECT visitor_id, min(customer_id) AS customer_id, sum(times) AS times
    FROM together
    GROUP BY visitor_id
    HAVING count(*) = 1
),
classes AS (
    SELECT visitor_id, device
    FROM (
        SELECT
            visitor_id,
            device,
            row_number() OVER (
                PARTITION BY visitor_id ORDER BY count(*) DESC, device NULLS LAST
            ) AS place
        FROM events
        WHERE visitor_id IS NOT NULL
        GROUP BY visitor_id, device
    ) AS ranked
    WHERE place = 1
),
spans AS (
    SELECT visitor_id, min("timestamp") AS first_seen, max("timestamp") AS last_seen
    FROM events
    WHERE visitor_id IS NOT NULL
    GROUP BY visitor_id
)
SELECT
    single.visitor_id,
    single.customer_id,
    classes.device,
    spans.first_seen,
    spans.last_seen,
    single.times >= 2 AS sure
FROM single
JOIN spans ON spans.visitor_id = single.visitor_id
JOIN classes ON classes.visitor_id = single.visitor_id
ORDER BY single.visitor_id
