-- On what class of device the visitors asked about were seen most, and from when to when.
WITH classes AS (
    SELECT
        visitor_id,
        device,
        count(*) AS events,
        min("timestamp") AS first_seen,
        max("timestamp") AS last_seen
    FROM events_of_some
    GROUP BY visitor_id, device
),
ranked AS (
    SELECT
        visitor_id,
        device,
        row_number() OVER (
            PARTITION BY visitor_id ORDER BY events DESC, device NULLS LAST
        ) AS place
    FROM classes
),
spans AS (
    SELECT visitor_id, min(first_seen) AS first_seen, max(last_seen) AS last_seen
    FROM classes
    GROUP BY visitor_id
)
SELECT ranked.visitor_id, ranked.device, spans.first_seen, spans.last_seen
FROM ranked
JOIN spans ON spans.visitor_id = ranked.visitor_id
WHERE ranked.place = 1
ORDER BY ranked.visitor_id
