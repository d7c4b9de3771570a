"""Use cases: open a wave, watch the mailboxes, take due steps, judge what the journal holds."""
