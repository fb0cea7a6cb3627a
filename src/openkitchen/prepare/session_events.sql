-- Events with the session that each belongs to: the source's own, else a run of a user's events
-- without a longer pause than the setting allows, named by the user and the time of its first
-- event. Events of one user at one moment have the same session, whatever their order: a window
-- over time alone takes them together. Events without a time have no session.
WITH paused AS (
    SELECT
        user_id,
        "timestamp",
        lag("timestamp") OVER (PARTITION BY user_id ORDER BY "timestamp") AS before
    FROM (
        SELECT DISTINCT user_id, "timestamp" FROM catalogue_events WHERE "timestamp" IS NOT NULL
    ) AS moments
),
begun AS (
    SELECT
        paused.user_id,
        paused."timestamp",
        max(
            CASE
                WHEN paused.before IS NULL
                    OR paused."timestamp"
                    > paused.before + settings.session_gap_seconds * INTERVAL '1' SECOND
                    THEN paused."timestamp"
            END
        ) OVER (PARTITION BY paused.user_id ORDER BY paused."timestamp") AS began
    FROM paused
    CROSS JOIN settings
)
SELECT
    catalogue_events.user_id,
    catalogue_events.item_id,
    catalogue_events."timestamp",
    catalogue_events.event_type,
    catalogue_events.weight,
    coalesce(
        catalogue_events.session_id,
        catalogue_events.user_id || '@' || strftime(begun.began, '%Y%m%d-%H%M%S')
    ) AS session_id,
    catalogue_events.device,
    catalogue_events.source
FROM catalogue_events
LEFT JOIN begun
    ON begun.user_id = catalogue_events.user_id
    AND begun."timestamp" = catalogue_events."timestamp"
