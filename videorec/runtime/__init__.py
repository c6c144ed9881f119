"""Threads and mailboxes around the pipeline. No Qt here."""
