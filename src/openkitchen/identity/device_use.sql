-- On what class of device the visitors asked about were seen most, and from when to when.
WITH classes AS (
    SELECT
        visits.visitor_id,
        visits.device,
        count(*) AS events,
        min(visits."timestamp") AS first_seen,
        max(visits."timestamp") AS last_seen
    FROM visits
    JOIN asked ON asked.visitor_id = visits.visitor_id
    GROUP BY visits.visitor_id, visits.device
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
