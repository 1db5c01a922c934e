"""Whether a question tests what a person knows, and not how well she guesses. For English, the language of all sources."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable

from app.catalogue.drafts import PageDraft, QuizDraft, Tree
from app.catalogue.files import quiz_path
from app.catalogue.heads import IndexHead, PageHead
from app.catalogue.shapes import INDEX, Check, Question, QuestionType
from app.catalogue.topics import TOPICS
from app.catalogue.walking import walk_parts

ENOUGH = 6
"""So many single-choice questions say something about the length of right answers; fewer leave it to chance."""
AT_LEAST = 2
"""Questions for each objective, so that a second attempt can ask another one."""

MENDS = (
    ("the longest", "Shorten it, or lengthen another"),
    ("the shortest", "Lengthen it, or shorten another"),
)

TAG = re.compile(r"<[^>]+>")
CATCH_ALL = re.compile(
    r"(?:all|none|both|neither|either|any|each)(?: of)?"
    r"(?: the| these| those| them)?(?: (?:two|three|four|five|above|below|answers?|choices|options|others?))*"
    r"(?:,? (?:is|are|apply|applies|fit|fits)(?: .*)?)?[.]?",
    re.IGNORECASE,
)
SHOUTED = re.compile(r"\b(?:NOT|EXCEPT|NEVER|NONE|LEAST)\b")
TURNED = re.compile(
    r"\b(?:which|what|who|whom|where|when|how)\b[^.?!:]*?(?:\b(?:not|except|never|but for)\b|n[’']t\b)[^.?!]*\?"
    r"|\ball (?:but|except)\b",
    re.IGNORECASE,
)


def check_questions(tree: Tree) -> None:
    for page in tree.pages.values():
        _check_wording(tree, page.path, (part.question for part in walk_parts(page.parts) if isinstance(part, Check)))
    for draft in tree.quizzes.values():
        _check_wording(tree, draft.path, draft.questions)
        _check_lengths(tree, draft)
    for page in tree.pages.values():
        if page.place.slug == INDEX and isinstance(page.head, IndexHead) and page.head.quiz:
            quiz = tree.quizzes.get(quiz_path(page.head.quiz))
            _check_objectives(tree, page.head, quiz)
            if quiz is not None:
                check_topics(tree, quiz, [one for one in tree.pages.values() if one.place.module == page.place.module])


def chance_and_extremes(questions: Iterable[Question]) -> tuple[float, float, float]:
    """How often the longest choice would be the right one by chance, how often it is, and how often the shortest is.

    Several that are equally long share.
    """
    chance = longest = shortest = 0.0
    for question in questions:
        lengths = [len(words_of(choice.html)) for choice in question.choices]
        right = [len(words_of(choice.html)) for choice in question.choices if choice.right]
        chance += 1 / len(lengths)
        if max(right) == max(lengths):
            longest += 1 / lengths.count(max(lengths))
        if min(right) == min(lengths):
            shortest += 1 / lengths.count(min(lengths))
    return chance, longest, shortest


def words_of(markup: str) -> str:
    """What a reader sees of it."""
    return " ".join(html.unescape(TAG.sub("", markup)).split())


def _check_wording(tree: Tree, path: str, questions: Iterable[Question]) -> None:
    for question in questions:
        for choice in question.choices:
            words = words_of(choice.html)
            if CATCH_ALL.fullmatch(words):
                text = f"The choice “{words}” only points at the others. Say in it what would be true, or leave it out."
                tree.complain(path, question.line, text)
        prompt = words_of(question.prompt)
        if SHOUTED.search(prompt) or TURNED.search(prompt):
            text = f"“{question.slug}” asks for what is not so, and is easily misread. Ask for what is so."
            tree.complain(path, question.line, text)


def check_topics(tree: Tree, quiz: QuizDraft, pages: Iterable[PageDraft]) -> None:
    """What a question says it tests, a page that it rests on teaches."""
    pages = [page for page in pages if page.head is not None]
    for question in quiz.questions:
        named = [page for page in pages if page.place.slug == question.page]
        rests_on = named or [
            page for page in pages if isinstance(page.head, PageHead) and question.objective in page.head.objectives
        ]
        taught = {topic for page in rests_on if page.head for topic in page.head.topics}
        for topic in question.topics:
            if topic in TOPICS and topic not in taught:
                text = f'The question says that it tests "{topic}", which its page does not teach. Name what the page teaches.'
                tree.complain(quiz.path, question.line, text)


def _check_lengths(tree: Tree, quiz: QuizDraft) -> None:
    single = [one for one in quiz.questions if one.type is QuestionType.SINGLE and any(choice.right for choice in one.choices)]
    if len(single) < ENOUGH:
        return
    chance, *found = chance_and_extremes(single)
    for extreme, (often, mend) in enumerate(zip(found, MENDS, strict=True), start=1):
        if often > chance:
            guessed = [question.slug for question in single if chance_and_extremes([question])[extreme]]
            text = (
                f"The right choice is {mend[0]} in {often:.3g} of {len(single)} questions; "
                f"by chance it would be in {chance:.1f}. {mend[1]}, in one of these: {', '.join(guessed)}."
            )
            tree.complain(quiz.path, quiz.read.line_of("title"), text)


def _check_objectives(tree: Tree, head: IndexHead, quiz: QuizDraft | None) -> None:
    """An objective that nothing asks for is complained of elsewhere."""
    if quiz is None or not quiz.is_whole:
        return
    asked = Counter(question.objective for question in quiz.questions)
    for slug in head.objectives:
        if 0 < asked[slug] < AT_LEAST:
            line = next(question.line for question in quiz.questions if question.objective == slug)
            text = f'Only this question tests "{slug}". Ask for it in {AT_LEAST}, so that another attempt can differ.'
            tree.complain(quiz.path, line, text)
