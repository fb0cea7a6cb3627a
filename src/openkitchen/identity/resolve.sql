-- Who is who: one row per visitor id, with the user that it stands for.
-- A visitor seen with one person is that person, unless it was seen with them once only and that
-- was more likely a stranger's login than the guard allows. A visitor seen with several is a
-- shared device and nobody's, unless nearly all that it does is expected to be one person's. A
-- visitor that is nobody's, or was never seen with a customer, is a user of its own. A person
-- is named after the first of their customer ids; one that looks like the id of a visitor's
-- user gets a prefix, so that no two users share one.
WITH visitors AS (
    SELECT DISTINCT visitor_id FROM edges WHERE visitor_id IS NOT NULL
),
judged AS (
    SELECT
        visitors.visitor_id,
        judgements.customer_id,
        judgements.person_id,
        CASE
            WHEN judgements.customer_id IS NULL THEN 'anonymous'
            WHEN judgements.persons > 1 AND judgements.expected_share < guard.share THEN 'shared'
            WHEN judgements.persons = 1 AND judgements.stray > guard.doubt THEN 'doubtful'
            ELSE 'linked'
        END AS status
    FROM visitors
    CROSS JOIN guard
    LEFT JOIN judgements ON judgements.visitor_id = visitors.visitor_id
)
SELECT
    visitor_id,
    CASE
        WHEN status <> 'linked' THEN 'visitor:' || visitor_id
        WHEN regexp_matches(person_id, '^(customer:)*visitor:') THEN 'customer:' || person_id
        ELSE person_id
    END AS user_id,
    CASE WHEN status = 'linked' THEN customer_id END AS customer_id,
    status
FROM judged
ORDER BY visitor_id, user_id, customer_id, status
