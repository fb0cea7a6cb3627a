-- How many events the steps left over of each day (UTC).
SELECT visited_on, CAST(sum(human) AS BIGINT) AS human, CAST(sum(known) AS BIGINT) AS known
FROM (
    SELECT CAST("timestamp" AS DATE) AS visited_on, 1 AS human, 0 AS known FROM human_events
    UNION ALL
    SELECT CAST("timestamp" AS DATE) AS visited_on, 0 AS human, 1 AS known FROM catalogue_events
) AS counts
GROUP BY visited_on
ORDER BY visited_on NULLS FIRST
