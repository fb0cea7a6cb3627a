-- The row of a catalogue that counts for each item: the last one received, by `place`, the
-- number of the row in the order of receiving.
SELECT item_id, max(place) AS place
FROM catalogue
WHERE item_id IS NOT NULL
GROUP BY item_id
ORDER BY item_id
