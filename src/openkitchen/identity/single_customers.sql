-- Visitors seen with one customer only, and whether more than once (`sure`).
WITH together AS (
    SELECT visitor_id, customer_id, sum(coalesce("count", 1)) AS times
    FROM edges
    WHERE visitor_id IS NOT NULL AND customer_id IS NOT NULL
    GROUP BY visitor_id, customer_id
)
SELECT visitor_id, min(customer_id) AS customer_id, sum(times) >= 2 AS sure
FROM together
GROUP BY visitor_id
HAVING count(*) = 1
ORDER BY visitor_id
