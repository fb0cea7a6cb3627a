-- How many events each visitor id sent under each customer id, and what they weigh by their type.
SELECT
    events.visitor_id,
    events.customer_id,
    count(*) AS events,
    sum(coalesce(own.weight, others.weight, 1.0)) AS weight
FROM events
LEFT JOIN event_weights AS own ON own.event_type = events.event_type
LEFT JOIN event_weights AS others ON others.event_type = '*'
WHERE events.visitor_id IS NOT NULL OR events.customer_id IS NOT NULL
GROUP BY events.visitor_id, events.customer_id
ORDER BY events.visitor_id NULLS FIRST, events.customer_id NULLS FIRST
