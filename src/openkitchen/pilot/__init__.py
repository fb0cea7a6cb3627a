"""Pilots with people: plan, invite, show, ask, and read out what they said."""
