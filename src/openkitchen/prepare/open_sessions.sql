-- Sessions that may go on beyond midnight (UTC), by the day that they may reach: who was there
-- late enough, since when, and when last. Meant for pauses shorter than a day.
SELECT
    CAST(CAST(session_starts."timestamp" AS DATE) + INTERVAL '1' DAY AS DATE) AS reaches,
    session_starts.user_id,
    max(session_starts.began) AS began,
    max(session_starts."timestamp") AS last_seen
FROM session_starts
CROSS JOIN settings
WHERE
    session_starts."timestamp" + settings.session_gap_seconds * INTERVAL '1' SECOND
    >= CAST(CAST(session_starts."timestamp" AS DATE) AS TIMESTAMP) + INTERVAL '1' DAY
GROUP BY CAST(session_starts."timestamp" AS DATE), session_starts.user_id
ORDER BY reaches, session_starts.user_id
