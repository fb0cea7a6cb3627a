-- Days (UTC) on which an event of some ids shares its event id with an event of other ids: which
-- of the two stays may be settled by whose they are.
WITH named AS (
    SELECT DISTINCT source, event_id, CAST("timestamp" AS DATE) AS visited_on
    FROM moved_events
    WHERE event_id IS NOT NULL
)
SELECT DISTINCT named.visited_on
FROM named
JOIN received_events
    ON received_events.source = named.source
    AND received_events.event_id = named.event_id
    AND CAST(received_events."timestamp" AS DATE) = named.visited_on
LEFT JOIN moved_ids AS visitors
    ON visitors.id = received_events.visitor_id AND visitors.kind = 'visitor'
LEFT JOIN moved_ids AS customers
    ON customers.id = received_events.customer_id AND customers.kind = 'customer'
LEFT JOIN moved_ids AS accounts
    ON accounts.id = received_events.user_id AND accounts.kind = 'customer'
WHERE visitors.id IS NULL AND customers.id IS NULL AND accounts.id IS NULL
ORDER BY named.visited_on
