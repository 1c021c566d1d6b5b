"""Recorded drives looked at again: moments, measures, judgements, figures. No window."""
