-- Days (UTC) with events of ids that stand for other users than before.
SELECT DISTINCT CAST(received_events."timestamp" AS DATE) AS visited_on
FROM received_events
LEFT JOIN changed_ids AS visitors
    ON visitors.id = received_events.visitor_id AND visitors.kind = 'visitor'
LEFT JOIN changed_ids AS customers
    ON customers.id = received_events.customer_id AND customers.kind = 'customer'
LEFT JOIN changed_ids AS accounts
    ON accounts.id = received_events.user_id AND accounts.kind = 'customer'
WHERE visitors.id IS NOT NULL OR customers.id IS NOT NULL OR accounts.id IS NOT NULL
ORDER BY visited_on NULLS FIRST
