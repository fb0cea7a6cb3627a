-- Each event once. Within a source, two rows are one event when they carry the same event id;
-- rows without one, when user, item, time, event type, device and session are the same: where times
-- are days alone, it is the session that tells two purchases of a day from one that came twice.
-- Which of them stays is settled by all their columns, so that the order of rows never matters.
SELECT
    user_id, actor, item_id, "timestamp", event_type, weight, session_id, device, source
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY
                source,
                event_id,
                CASE WHEN event_id IS NULL THEN user_id END,
                CASE WHEN event_id IS NULL THEN item_id END,
                CASE WHEN event_id IS NULL THEN "timestamp" END,
                CASE WHEN event_id IS NULL THEN event_type END,
                CASE WHEN event_id IS NULL THEN device END,
                CASE WHEN event_id IS NULL THEN session_id END
            ORDER BY
                "timestamp" NULLS FIRST, user_id, item_id, event_type NULLS FIRST,
                device NULLS FIRST, session_id NULLS FIRST, event_value NULLS FIRST,
                weight NULLS FIRST, actor
        ) AS copy
    FROM known_events
) AS copies
WHERE copy = 1
