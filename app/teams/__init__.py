"""Teams: who is named on one proposal or award, from when to when, in which role; and the dates on which a sponsor asks."""
