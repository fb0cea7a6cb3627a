-- Events that a source also has on an earlier day (UTC) under the same event id: copies, whose
-- first one counts. No time is earlier than any. Copies within one day are not listed.
WITH places AS (
    SELECT
        source,
        event_id,
        coalesce(CAST("timestamp" AS DATE), DATE '0001-01-01') AS visited_on
    FROM received_events
    WHERE event_id IS NOT NULL
),
spread AS (
    SELECT source, event_id, min(visited_on) AS first_day
    FROM places
    GROUP BY source, event_id
    HAVING min(visited_on) < max(visited_on)
)
SELECT DISTINCT places.visited_on, places.source, places.event_id
FROM places
INNER JOIN spread ON spread.source = places.source AND spread.event_id = places.event_id
WHERE places.visited_on > spread.first_day
ORDER BY places.visited_on, places.source, places.event_id
