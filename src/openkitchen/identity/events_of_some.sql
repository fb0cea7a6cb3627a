-- Events of the visitors asked about.
SELECT visits.*
FROM visits
JOIN asked ON asked.visitor_id = visits.visitor_id
