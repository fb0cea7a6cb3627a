-- Of events with a visitor id: whose they are, and by what right. `own`: the event names its
-- customer. `before`: from before the first login on the visitor's device. `between`: after it,
-- without a login. `nobody`: the visitor is shared, doubtful or was never seen with a customer.
WITH first_logins AS (
    SELECT visitor_id, min("timestamp") AS first_login
    FROM events
    WHERE visitor_id IS NOT NULL AND customer_id IS NOT NULL
    GROUP BY visitor_id
),
placed AS (
    SELECT
        CASE
            WHEN events.customer_id IS NOT NULL THEN 'own'
            WHEN identity_map.status IN ('linked', 'mock')
                AND first_logins.first_login IS NOT NULL
                AND events."timestamp" >= first_logins.first_login THEN 'between'
            WHEN identity_map.status IN ('linked', 'mock') THEN 'before'
            ELSE 'nobody'
        END AS whose,
        coalesce(events.device, 'unknown') AS device,
        identity_map.user_id
    FROM events
    LEFT JOIN identity_map ON identity_map.visitor_id = events.visitor_id
    LEFT JOIN first_logins ON first_logins.visitor_id = events.visitor_id
    WHERE events.visitor_id IS NOT NULL
)
SELECT
    device,
    whose,
    count(*) AS events,
    count(DISTINCT CASE WHEN whose <> 'nobody' THEN user_id END) AS users
FROM placed
GROUP BY GROUPING SETS ((device, whose), (device), (whose), ())
HAVING count(*) > 0
ORDER BY device NULLS FIRST, whose NULLS FIRST
