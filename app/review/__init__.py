"""Recorded drives looked at again: moments, measures, judgements, figures, what if. No window."""
