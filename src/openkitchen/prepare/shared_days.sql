-- Days (UTC) on which an event of some ids shares its event id with an event of other ids: which
-- of the two stays may be settled by whose they are.
WITH named AS (
    SELECT source, event_id, CAST("timestamp" AS DATE) AS visited_on, count(*) AS events
    FROM moved_events
    WHERE event_id IS NOT NULL
    GROUP BY source, event_id, CAST("timestamp" AS DATE)
),
counted AS (
    SELECT named.source, named.event_id, named.visited_on, named.events, count(*) AS received
    FROM named
    JOIN received_events
        ON received_events.source = named.source
        AND received_events.event_id = named.event_id
        AND CAST(received_events."timestamp" AS DATE) = named.visited_on
    GROUP BY named.source, named.event_id, named.visited_on, named.events
)
SELECT DISTINCT visited_on
FROM counted
WHERE received > events
ORDER BY visited_on
