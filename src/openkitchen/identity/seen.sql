-- What each visitor id and customer id have in common: how often they were seen together, and
-- what one must know to tell an owner from a stranger who logged in once. Only the two ids,
-- the counts and the customer's other devices are looked at.
WITH visitors AS (
    SELECT visitor_id, CAST(sum(coalesce("count", 1)) AS DOUBLE) AS seen
    FROM edges
    WHERE visitor_id IS NOT NULL
    GROUP BY visitor_id
),
pairs AS (
    SELECT
        visitor_id,
        customer_id,
        CAST(sum(coalesce("count", 1)) AS DOUBLE) AS times
    FROM edges
    WHERE visitor_id IS NOT NULL AND customer_id IS NOT NULL
    GROUP BY visitor_id, customer_id
),
placed AS (
    SELECT
        pairs.*,
        visitors.seen,
        coalesce(persons.person_id, pairs.customer_id) AS person_id
    FROM pairs
    JOIN visitors ON visitors.visitor_id = pairs.visitor_id
    LEFT JOIN persons ON persons.customer_id = pairs.customer_id
),
together AS (
    SELECT
        visitor_id,
        person_id,
        max(seen) AS seen,
        sum(times) AS times
    FROM placed
    GROUP BY visitor_id, person_id
),
named AS (
    SELECT visitor_id, person_id, customer_id
    FROM (
        SELECT
            visitor_id,
            person_id,
            customer_id,
            row_number() OVER (
                PARTITION BY visitor_id, person_id ORDER BY times DESC, customer_id
            ) AS place
        FROM placed
    ) AS ranked
    WHERE place = 1
),
elsewhere AS (
    SELECT
        person_id,
        sum(CASE WHEN times >= 2 THEN 1 ELSE 0 END) AS solid,
        sum(times) AS times,
        sum(seen) AS seen
    FROM together
    GROUP BY person_id
)
SELECT
    together.visitor_id,
    together.person_id,
    named.customer_id,
    together.times,
    together.seen,
    CAST(elsewhere.solid - CASE WHEN together.times >= 2 THEN 1 ELSE 0 END AS BIGINT) AS others,
    elsewhere.times - together.times AS other_times,
    elsewhere.seen - together.seen AS other_seen,
    sum(together.times) OVER (PARTITION BY together.visitor_id) AS all_times,
    count(*) OVER (PARTITION BY together.visitor_id) AS persons,
    row_number() OVER (
        PARTITION BY together.visitor_id
        ORDER BY together.times DESC, named.customer_id, together.person_id
    ) AS place
FROM together
JOIN named ON named.visitor_id = together.visitor_id AND named.person_id = together.person_id
JOIN elsewhere ON elsewhere.person_id = together.person_id
ORDER BY together.visitor_id, place
