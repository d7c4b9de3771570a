"""What each command does: load, work, judge, write. `cli` turns words into these calls."""
