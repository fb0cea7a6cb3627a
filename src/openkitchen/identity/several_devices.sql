-- Known users by how many kinds of devices their events came from; an event without a kind
-- tells of none.
WITH kinds AS (
    SELECT identity_map.user_id, count(DISTINCT events.device) AS kinds
    FROM events
    INNER JOIN identity_map ON identity_map.visitor_id = events.visitor_id
    WHERE identity_map.status = 'linked' AND events.device IS NOT NULL
    GROUP BY identity_map.user_id
)
SELECT count(*) AS seen, count(*) FILTER (WHERE kinds > 1) AS several
FROM kinds
