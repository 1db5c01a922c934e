"""Every table, gathered: what migrations compare with, what the seal covers."""

from app.access import models as access
from app.accounts import models as accounts
from app.assessment import models as assessment
from app.audit import models as audit
from app.catalogue import models as catalogue
from app.catalogue.library import models as library
from app.credentials import models as credentials
from app.database.tables import Model
from app.documents import models as documents
from app.enrolments import models as enrolments
from app.equivalents import models as equivalents
from app.factors import models as factors
from app.jobs import models as jobs
from app.mail import models as mail
from app.practice import models as practice
from app.privacy import models as privacy
from app.records import models as records
from app.reminders import models as reminders
from app.requirements import models as requirements
from app.roster import models as roster
from app.sign_on import models as sign_on
from app.teams import models as teams
from app.tokens import models as tokens
from app.web import models as web
from app.workbook import models as workbook

__all__ = [
    "Model",
    "access",
    "accounts",
    "assessment",
    "audit",
    "catalogue",
    "credentials",
    "documents",
    "enrolments",
    "equivalents",
    "factors",
    "jobs",
    "library",
    "mail",
    "practice",
    "privacy",
    "records",
    "reminders",
    "requirements",
    "sign_on",
    "roster",
    "teams",
    "tokens",
    "web",
    "workbook",
]
