-- How many events each visitor id sent under each customer id, and what they weigh by their type:
-- of everybody, or of the ids asked about.
WITH events AS (
    SELECT visitor_id, coalesce(customer_id, user_id) AS customer_id, event_type
    FROM visits
    UNION ALL
    SELECT visitor_id, customer_id, event_type
    FROM other_events
)
SELECT
    events.visitor_id,
    events.customer_id,
    count(*) AS events,
    sum(coalesce(own.weight, others.weight, 1.0)) AS weight
FROM events
CROSS JOIN extent
LEFT JOIN asked AS visitors
    ON visitors.id = events.visitor_id AND visitors.kind = 'visitor'
LEFT JOIN asked AS customers
    ON customers.id = events.customer_id AND customers.kind = 'customer'
LEFT JOIN event_weights AS own ON own.event_type = events.event_type
LEFT JOIN event_weights AS others ON others.event_type = '*'
WHERE
    (events.visitor_id IS NOT NULL OR events.customer_id IS NOT NULL)
    AND (extent.everybody OR visitors.id IS NOT NULL OR customers.id IS NOT NULL)
GROUP BY events.visitor_id, events.customer_id
ORDER BY events.visitor_id NULLS FIRST, events.customer_id NULLS FIRST
