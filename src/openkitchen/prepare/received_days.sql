-- How many events were received of each day (UTC); those without a time are of no day.
SELECT CAST("timestamp" AS DATE) AS visited_on, count(*) AS events
FROM received_events
GROUP BY CAST("timestamp" AS DATE)
ORDER BY visited_on NULLS FIRST
