"""Open Kitchen: a recommender you can see into."""
