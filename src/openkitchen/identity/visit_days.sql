-- On which days (UTC) visitor ids were seen with which customer ids; with none on days without a
-- login. A log that knows accounts as users (a news site's) tells as much by them as by customers.
WITH named AS (
    SELECT visitor_id, coalesce(customer_id, user_id) AS customer_id, "timestamp"
    FROM events
    WHERE visitor_id IS NOT NULL
),
seen AS (
    SELECT
        visitor_id,
        customer_id,
        CAST("timestamp" AS DATE) AS visited_on,
        min("timestamp") AS first_seen,
        max("timestamp") AS last_seen
    FROM named
    GROUP BY visitor_id, customer_id, CAST("timestamp" AS DATE)
),
logged_in AS (
    SELECT DISTINCT visitor_id, visited_on FROM seen WHERE customer_id IS NOT NULL
)
SELECT seen.visitor_id, seen.customer_id, seen.visited_on, seen.first_seen, seen.last_seen
FROM seen
LEFT JOIN logged_in
    ON logged_in.visitor_id = seen.visitor_id
    AND logged_in.visited_on IS NOT DISTINCT FROM seen.visited_on
WHERE seen.customer_id IS NOT NULL OR logged_in.visitor_id IS NULL
