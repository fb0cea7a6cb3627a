-- Bots, by day (UTC): a visitor with more events on some day than the setting allows.
SELECT days.visited_on, days.actor
FROM (
    SELECT CAST("timestamp" AS DATE) AS visited_on, actor, count(*) AS events
    FROM distinct_events
    WHERE "timestamp" IS NOT NULL
    GROUP BY CAST("timestamp" AS DATE), actor
) AS days
CROSS JOIN settings
WHERE days.events > settings.bot_events_a_day
