"""Kedro's settings for this workspace; the defaults do."""
