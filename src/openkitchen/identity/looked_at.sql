-- Which items the visitors asked about looked at.
SELECT DISTINCT visits.visitor_id, visits.item_id
FROM visits
JOIN asked ON asked.visitor_id = visits.visitor_id
WHERE visits.item_id IS NOT NULL
ORDER BY visits.visitor_id, visits.item_id
