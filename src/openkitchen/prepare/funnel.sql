-- How many events each step left over.
WITH counts AS (
    SELECT 1 AS place, count(*) AS events FROM received_events
    UNION ALL
    SELECT 2 AS place, count(*) AS events FROM distinct_events
    UNION ALL
    SELECT 3 AS place, count(*) AS events FROM human_events
    UNION ALL
    SELECT 4 AS place, count(*) AS events FROM catalogue_events
    UNION ALL
    SELECT 5 AS place, count(*) AS events FROM interactions
)
SELECT steps.step, steps.meaning, counts.events AS "rows"
FROM steps
INNER JOIN counts ON counts.place = steps.place
ORDER BY steps.place
