-- When the session began in which each user was at each moment: a run of a user's events without
-- a longer pause than the setting allows. Events of one user at one moment have the same session,
-- whatever their order: a window over time alone takes them together.
WITH paused AS (
    SELECT
        user_id,
        "timestamp",
        lag("timestamp") OVER (PARTITION BY user_id ORDER BY "timestamp") AS before
    FROM (
        SELECT DISTINCT user_id, "timestamp" FROM catalogue_events WHERE "timestamp" IS NOT NULL
    ) AS moments
)
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
