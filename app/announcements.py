"""Who hears what. A topic is named `thing.happened`; its payload holds ids. The whole table stands here, so that nobody has to
search for what a change sets off."""

from app.credentials.hearing import make_papers, print_papers, write_letter
from app.equivalents.hearing import write_answer, write_decision
from app.jobs.announcing import Hearer, Hearers
from app.jobs.working import DAY_BEGAN
from app.practice.hearing import ask_questions
from app.records.hearing import oblige_newcomers
from app.reminders.hearing import share_out, wait_for_morning, write_letters
from app.requirements.hearing import tell_askers

HEARERS_OF: Hearers = {
    "certificate.issued": (Hearer("papers", make_papers, print_papers), Hearer("certificate-letter", write_letter)),
    "completion.recorded": (Hearer("tell-askers", tell_askers),),
    DAY_BEGAN: (Hearer("standing-rules-of-the-day", oblige_newcomers), Hearer("reminders-morning", wait_for_morning)),
    "people.joined": (Hearer("standing-rules", oblige_newcomers),),
    "proof.answered": (Hearer("proof-answer-letter", write_answer),),
    "proof.decided": (Hearer("proof-letter", write_decision), Hearer("tell-askers", tell_askers)),
    "reminders.due": (Hearer("reminders-sharing", share_out),),
    "reminders.shared out": (Hearer("reminders-letters", write_letters),),
    "practice.due": (Hearer("practice-letter", ask_questions),),
    "team.joined": (Hearer("standing-rules-of-teams", oblige_newcomers),),
}
