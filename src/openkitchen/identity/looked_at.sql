-- Which items the visitors asked about looked at.
SELECT DISTINCT visitor_id, item_id
FROM events_of_some
WHERE item_id IS NOT NULL
ORDER BY visitor_id, item_id
