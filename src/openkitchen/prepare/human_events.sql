-- Events without those of bots: all events of a visitor that was a bot on some day go, on other
-- days too.
WITH bots AS (
    SELECT DISTINCT actor FROM day_bots
)
SELECT distinct_events.*
FROM distinct_events
LEFT JOIN bots ON bots.actor = distinct_events.actor
WHERE bots.actor IS NULL
