-- Events with the session that each belongs to: the source's own, else the one that the user was
-- in, named by the user and the time of its first event. Events without a time have no session.
SELECT
    catalogue_events.user_id,
    catalogue_events.item_id,
    catalogue_events."timestamp",
    catalogue_events.event_type,
    catalogue_events.weight,
    coalesce(
        catalogue_events.session_id,
        catalogue_events.user_id || '@' || strftime(session_starts.began, '%Y%m%d-%H%M%S')
    ) AS session_id,
    catalogue_events.device,
    catalogue_events.source
FROM catalogue_events
LEFT JOIN session_starts
    ON session_starts.user_id = catalogue_events.user_id
    AND session_starts."timestamp" = catalogue_events."timestamp"
