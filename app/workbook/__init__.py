"""What a learner keeps for herself: checks, scenarios, checklists, notes. Only its owner reads it, and she may delete it."""
