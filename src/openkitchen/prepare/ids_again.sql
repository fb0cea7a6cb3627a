-- The event ids of files that came, in all files.
WITH asked AS (
    SELECT DISTINCT source, event_id
    FROM came
    WHERE event_id IS NOT NULL
)
SELECT received_events.source, received_events.event_id, received_events."timestamp"
FROM received_events
JOIN asked
    ON asked.source = received_events.source AND asked.event_id = received_events.event_id
