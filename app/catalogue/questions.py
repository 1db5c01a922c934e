"""A question out of its blocks: a prompt, an answer, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.catalogue.answers import Answer, read_answer, read_why
from app.catalogue.drafts import Complain, QuizDraft, Tree
from app.catalogue.heads import SLUG_RULE, is_slug
from app.catalogue.shapes import Question, QuestionType
from app.catalogue.topics import TOPICS
from app.markdown.documents import Node, line_of, text_of, walk
from app.markdown.rendering import render_block

ATTRIBUTES = ("objective", "page", "topics", "type")
STRAY_QUOTE = "This quote belongs to nothing. The why of a choice is indented by two spaces, right below the choice."
WITH_ONE_WHY = (QuestionType.ORDER, QuestionType.MATCH)


@dataclass(frozen=True)
class Asked:
    """What names a question, before its blocks are read."""

    slug: str
    attributes: Mapping[str, str]
    line: int
    prefix: str


def read_question(asked: Asked, nodes: Sequence[Node], complain: Complain) -> Question | None:
    wanted = _check_head(asked, complain)
    if not nodes:
        complain(asked.line, "The question is empty. Write a prompt and an answer below it.")
        return None
    complain_of_footnotes(nodes, complain)
    prompt, block, quote = _take_apart(nodes, complain)
    if block is None or _has_stray_quotes(prompt, complain):
        return None
    answer = read_answer(block, wanted, complain)
    _check_prompt(asked, prompt, complain)
    if answer is None:
        return None
    why = answer.why
    if answer.type in WITH_ONE_WHY:
        if quote is None:
            complain(line_of(block), "The answer has no why. Add a line below it: > and the reason.")
        else:
            why = read_why(quote, complain)
    _check_type(asked, answer, wanted, complain)
    return Question(
        slug=asked.slug,
        type=answer.type,
        objective=asked.attributes.get("objective", ""),
        prompt=render_block(prompt, prefix=asked.prefix),
        choices=answer.choices,
        rows=answer.rows,
        number=answer.number,
        tolerance=answer.tolerance,
        accepted=answer.accepted,
        why=why,
        page=asked.attributes.get("page"),
        line=asked.line,
        topics=_read_topics(asked, complain),
    )


def complain_of_footnotes(nodes: Sequence[Node], complain: Complain) -> None:
    for node in walk(nodes):
        if node.type == "footnote_ref":
            complain(line_of(node), "No footnote stands in a question or a step. Say it in the text, or in the why.")


def _check_head(asked: Asked, complain: Complain) -> str | None:
    """The type an author asks for."""
    if not is_slug(asked.slug):
        complain(asked.line, f'"{asked.slug}" cannot name a question. {SLUG_RULE}')
    for name in asked.attributes:
        if name not in ATTRIBUTES:
            complain(asked.line, f'"{name}" says nothing about a question. It has: {", ".join(ATTRIBUTES)}.')
    if "objective" not in asked.attributes:
        complain(asked.line, "The question tests no objective. Name one after its id: {objective=slug}.")
    wanted = asked.attributes.get("type")
    if wanted is not None and wanted not in list(QuestionType):
        complain(asked.line, f'"{wanted}" is no type of question. There are: {", ".join(QuestionType)}.')
        return None
    return wanted


def _read_topics(asked: Asked, complain: Complain) -> tuple[str, ...]:
    said = asked.attributes.get("topics")
    if said is None:
        return ()
    topics = tuple(dict.fromkeys(said.split(",")))
    for topic in topics:
        if topic not in TOPICS:
            complain(asked.line, f'There is no topic "{topic}". There are: {", ".join(sorted(TOPICS))}.')
    return topics


def _check_type(asked: Asked, answer: Answer, wanted: str | None, complain: Complain) -> None:
    if wanted is not None and answer.type != wanted:
        complain(
            asked.line, f"The question says it is {wanted}, but its answer has the shape of {answer.type}. Change one of the two."
        )


def _take_apart(nodes: Sequence[Node], complain: Complain) -> tuple[Sequence[Node], Node | None, Node | None]:
    """Prompt, answer, and the one why of an order or a match."""
    last = nodes[-1]
    if last.type != "blockquote":
        return nodes[:-1], last, None
    if len(nodes) > 1 and nodes[-2].type in ("ordered_list", "table"):
        return nodes[:-2], nodes[-2], last
    complain(line_of(last), STRAY_QUOTE)
    if len(nodes) > 1 and nodes[-2].type == "bullet_list":
        return nodes[:-2], nodes[-2], None
    return nodes[:-1], None, None


def _has_stray_quotes(prompt: Sequence[Node], complain: Complain) -> bool:
    quotes = [node for node in prompt if node.type == "blockquote"]
    for quote in quotes:
        complain(line_of(quote), STRAY_QUOTE)
    return bool(quotes)


def _check_prompt(asked: Asked, prompt: Sequence[Node], complain: Complain) -> None:
    if not text_of(prompt).strip():
        complain(asked.line, "The question has no prompt. Ask something before the answer.")
    for node in walk(prompt):
        if node.type == "heading":
            complain(line_of(node), "A question has no heading inside. Write it as a paragraph.")
        elif node.type == "container":
            complain(line_of(node), "A question has no block inside. Write what it says as a paragraph.")
        elif node.type == "list_item" and node.meta.get("box"):
            complain(
                line_of(node), "An item with a box stands in the prompt. The answer is the last block; nothing comes after it."
            )
            return


def read_quiz(draft: QuizDraft, tree: Tree) -> None:
    """Fills in the draft's questions: one for each level-2 heading."""
    complain = tree.complainer(draft.path)
    questions: list[Question] = []
    for heading, nodes in _split(draft, complain):
        slug = text_of(heading.children).strip()
        if any(question.slug == slug for question in questions):
            complain(line_of(heading), f'Another question is named "{slug}" too. Names stand once in a quiz.')
            continue
        asked = Asked(slug, heading.meta.get("attributes", {}), line_of(heading), f"{draft.document.prefix}-{slug}")
        question = read_question(asked, nodes, complain)
        draft.is_whole = draft.is_whole and question is not None
        if question is not None:
            questions.append(question)
    draft.questions = tuple(questions)


def _split(draft: QuizDraft, complain: Complain) -> list[tuple[Node, list[Node]]]:
    parts: list[tuple[Node, list[Node]]] = []
    for node in draft.document.nodes:
        if node.type == "heading" and node.tag == "h2":
            parts.append((node, []))
        elif node.type == "footnote_block":
            complain(line_of(node), "A quiz has no footnotes. Say it in the prompt or in the why.")
        elif parts:
            parts[-1][1].append(node)
        else:
            complain(line_of(node), "Text stands before the first question. Begin each question with ## and its id.")
    return parts
