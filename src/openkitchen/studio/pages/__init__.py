"""The pages. Routes hold no logic: they gather a view and draw it."""
