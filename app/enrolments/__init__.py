"""One person's cycles through courses, and which pages were read in each. Changes lock the enrolment first."""
