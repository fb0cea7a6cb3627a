-- Events without those of bots. A visitor with more events on some day (UTC) than the setting
-- allows is taken for a bot, and all its events go, on other days too.
WITH bots AS (
    SELECT DISTINCT actor
    FROM (
        SELECT actor, count(*) AS events
        FROM distinct_events
        WHERE "timestamp" IS NOT NULL
        GROUP BY actor, CAST("timestamp" AS DATE)
    ) AS days
    CROSS JOIN settings
    WHERE days.events > settings.bot_events_a_day
)
SELECT distinct_events.*
FROM distinct_events
LEFT JOIN bots ON bots.actor = distinct_events.actor
WHERE bots.actor IS NULL
