-- Events of all sources with the user that each belongs to: the row's own user id (or the user
-- that the identity map knows it as, where it is an account in a log with visitors), else that of
-- its own customer id, else the one that the identity map gives its visitor id, else the visitor
-- itself as a user of its own. A mock user has all that its visitors do, also with a login, lest
-- mock users and people be in the same tables. `actor` is who sent the event: the visitor, or the
-- user where there is no visitor id.
WITH customers AS (
    SELECT DISTINCT customer_id, user_id FROM identity_map WHERE customer_id IS NOT NULL
)
SELECT
    coalesce(
        CASE WHEN visitors.status = 'mock' THEN visitors.user_id END,
        accounts.user_id,
        received_events.user_id,
        customers.user_id,
        CASE
            WHEN regexp_matches(received_events.customer_id, '^(customer:)*visitor:')
                THEN 'customer:' || received_events.customer_id
            ELSE received_events.customer_id
        END,
        visitors.user_id,
        'visitor:' || received_events.visitor_id
    ) AS user_id,
    CASE
        WHEN received_events.visitor_id IS NOT NULL THEN 'visitor ' || received_events.visitor_id
        ELSE 'user ' || coalesce(received_events.user_id, received_events.customer_id)
    END AS actor,
    received_events.item_id,
    received_events."timestamp",
    received_events.event_type,
    received_events.event_value,
    received_events.weight,
    received_events.session_id,
    received_events.device,
    received_events.event_id,
    received_events.source
FROM received_events
LEFT JOIN customers AS accounts ON accounts.customer_id = received_events.user_id
LEFT JOIN customers ON customers.customer_id = received_events.customer_id
LEFT JOIN identity_map AS visitors ON visitors.visitor_id = received_events.visitor_id
