-- Events without those of bots: all events of a visitor that was a bot on some day go, on other
-- days too, and so do those of the bots that the settings name.
WITH bots AS (
    SELECT actor FROM day_bots
    UNION
    SELECT 'visitor ' || id AS actor FROM named_bots
    UNION
    SELECT 'user ' || id AS actor FROM named_bots
)
SELECT distinct_events.*
FROM distinct_events
LEFT JOIN bots ON bots.actor = distinct_events.actor
WHERE bots.actor IS NULL
