-- The row of a people source that counts for each user: the last one received, by `place`, the
-- number of the row in the order of receiving. The user is the row's own user id, else the one
-- that the identity map gives its customer id, else the customer itself.
WITH customers AS (
    SELECT DISTINCT customer_id, user_id FROM identity_map WHERE customer_id IS NOT NULL
),
described AS (
    SELECT
        people.place,
        coalesce(
            accounts.user_id,
            people.user_id,
            customers.user_id,
            CASE
                WHEN regexp_matches(people.customer_id, '^(customer:)*visitor:')
                    THEN 'customer:' || people.customer_id
                ELSE people.customer_id
            END
        ) AS user_id
    FROM people
    LEFT JOIN customers AS accounts ON accounts.customer_id = people.user_id
    LEFT JOIN customers ON customers.customer_id = people.customer_id
)
SELECT user_id, max(place) AS place
FROM described
WHERE user_id IS NOT NULL
GROUP BY user_id
ORDER BY user_id
