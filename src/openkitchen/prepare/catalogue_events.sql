-- Events with items that the catalogue knows; all events, unless the settings say to drop those
-- with unknown items.
SELECT human_events.*
FROM human_events
CROSS JOIN settings
LEFT JOIN catalogue ON catalogue.item_id = human_events.item_id
WHERE catalogue.item_id IS NOT NULL OR NOT settings.drop_unknown_items
