-- Events of some ids, but for copies of events of earlier days.
WITH ours AS (
    SELECT received_events.*
    FROM received_events
    LEFT JOIN moved_ids AS visitors
        ON visitors.id = received_events.visitor_id AND visitors.kind = 'visitor'
    LEFT JOIN moved_ids AS customers
        ON customers.id = received_events.customer_id AND customers.kind = 'customer'
    LEFT JOIN moved_ids AS accounts
        ON accounts.id = received_events.user_id AND accounts.kind = 'customer'
    WHERE visitors.id IS NOT NULL OR customers.id IS NOT NULL OR accounts.id IS NOT NULL
)
SELECT ours.*
FROM ours
LEFT JOIN later_copies AS copies
    ON copies.source = ours.source
    AND copies.event_id = ours.event_id
    AND copies.visited_on = CAST(ours."timestamp" AS DATE)
WHERE copies.source IS NULL
