-- Interactions: events with the weight of their type, times a weight of their own where the
-- source gives one. Events of weight 0 are left out. Ordered by time, user and item, then by
-- all else, so that the same events always give the same rows in the same places.
WITH weighted AS (
    SELECT
        session_events.user_id,
        session_events.item_id,
        session_events."timestamp",
        session_events.event_type,
        coalesce(session_events.weight, 1.0) * coalesce(own.weight, others.weight) AS weight,
        session_events.session_id,
        session_events.device,
        session_events.source,
        map_version.map_version
    FROM session_events
    CROSS JOIN map_version
    LEFT JOIN event_weights AS own ON own.event_type = session_events.event_type
    LEFT JOIN event_weights AS others ON others.event_type = '*'
)
SELECT *
FROM weighted
WHERE weight > 0
ORDER BY
    "timestamp" NULLS FIRST, user_id, item_id, event_type NULLS FIRST, weight,
    session_id NULLS FIRST, device NULLS FIRST, source
