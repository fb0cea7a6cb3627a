-- What a good engineer would write by hand for the task of `receiving.py`: files to interactions.
SET TimeZone = 'UTC';

CREATE TABLE hits AS
SELECT
    "hit id" AS event_id,
    try_cast("hit time" AS TIMESTAMP) AS "timestamp",
    "hit time" AS time_as_it_came,
    "ID visitor" AS visitor_id,
    "ID customer" AS customer_id,
    "page item" AS item_id,
    action AS event_type,
    "device type" AS device,
    filename
FROM read_csv('FILES/*.csv.gz', header = true, all_varchar = true, filename = true);

COPY (
    SELECT * FROM hits WHERE "timestamp" IS NULL OR visitor_id IS NULL OR item_id IS NULL
) TO 'OUT/rejected.csv' (HEADER);

DELETE FROM hits WHERE "timestamp" IS NULL OR visitor_id IS NULL OR item_id IS NULL;

CREATE TABLE who AS
WITH days AS (
    SELECT visitor_id, customer_id, count(DISTINCT CAST("timestamp" AS DATE)) AS times
    FROM hits
    WHERE customer_id IS NOT NULL
    GROUP BY ALL
),
shares AS (
    SELECT
        visitor_id,
        max_by(customer_id, times) AS customer_id,
        max(times) >= 0.95 * sum(times) AS owned
    FROM days
    GROUP BY visitor_id
)
SELECT visitor_id, customer_id FROM shares WHERE owned;

CREATE TABLE events AS
SELECT DISTINCT ON (event_id)
    coalesce(hits.customer_id, who.customer_id, 'visitor:' || hits.visitor_id) AS user_id,
    hits.visitor_id,
    hits.item_id,
    hits."timestamp",
    hits.event_type,
    hits.device
FROM hits
LEFT JOIN who ON who.visitor_id = hits.visitor_id
ORDER BY ALL;

DELETE FROM events
WHERE visitor_id IN (
    SELECT visitor_id
    FROM events
    GROUP BY visitor_id, CAST("timestamp" AS DATE)
    HAVING count(*) > 1000
);

COPY (
    WITH paused AS (
        SELECT
            *,
            lag("timestamp") OVER (PARTITION BY user_id ORDER BY "timestamp") AS before
        FROM (SELECT DISTINCT user_id, "timestamp" FROM events)
    ),
    begun AS (
        SELECT
            user_id,
            "timestamp",
            max(
                CASE
                    WHEN before IS NULL OR "timestamp" > before + INTERVAL 30 MINUTE
                        THEN "timestamp"
                END
            ) OVER (PARTITION BY user_id ORDER BY "timestamp") AS began
        FROM paused
    )
    SELECT
        events.user_id,
        events.item_id,
        events."timestamp",
        events.event_type,
        1.0::DOUBLE AS weight,
        events.user_id || '@' || strftime(begun.began, '%Y%m%d-%H%M%S') AS session_id,
        events.device,
        'web' AS source
    FROM events
    INNER JOIN begun ON begun.user_id = events.user_id AND begun."timestamp" = events."timestamp"
    ORDER BY events."timestamp", events.user_id, events.item_id, events.event_type, events.device
) TO 'OUT/interactions.parquet' (FORMAT parquet);
