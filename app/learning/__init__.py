"""The learner's journey: dashboard, courses, pages, quizzes, record, certificates, and their verification by anybody."""
