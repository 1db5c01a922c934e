"""What must hold of a course: its pages, its paths and fields, and its own quiz."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.catalogue.checking_modules import check_numbers
from app.catalogue.checking_questions import AT_LEAST, check_topics
from app.catalogue.drafts import Draft, PageDraft, QuizDraft, Tree
from app.catalogue.files import page_path, quiz_path
from app.catalogue.heads import CourseHead, IndexHead, PageHead
from app.catalogue.shapes import INDEX
from app.markdown.documents import line_of


def check_courses(tree: Tree) -> None:
    courses = {draft.place.slug: draft for draft in tree.courses.values()}
    for draft in courses.values():
        if draft.head is not None:
            _Course(tree, draft, draft.head).check()
    if all(draft.head is not None for draft in courses.values()):
        _check_names(tree, [draft.head for draft in courses.values() if draft.head is not None])


def _check_names(tree: Tree, heads: list[CourseHead]) -> None:
    """Blocks and pages are meant for paths and fields that some course has, as soon as any has some."""
    paths = {name for head in heads for name in [*head.paths, *([head.path] if head.path else [])]}
    fields = {name for head in heads for name in head.fields}
    for page in tree.pages.values():
        said = page.head.paths if isinstance(page.head, PageHead) else []
        of_page = [(name, page.read.line_of("paths", number)) for number, name in enumerate(said)]
        for name, line in [*of_page, *page.paths]:
            if paths and name not in paths:
                text = f'No course has the path "{name}". There are: {_list(paths)}. Mend the name, or add it to a course.'
                tree.complain(page.path, line, text)
        for name, line in page.fields:
            if fields and name not in fields:
                text = f'No course has the field "{name}". There are: {_list(fields)}. Mend the name, or add it to a course.'
                tree.complain(page.path, line, text)


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


class _Course:
    def __init__(self, tree: Tree, draft: Draft[CourseHead], head: CourseHead) -> None:
        self.tree = tree
        self.draft = draft
        self.head = head
        places = head.pages or [
            f"{page.place.module}/{page.place.slug}" for page in tree.pages.values() if page.place.module in head.modules
        ]
        found = (tree.pages.get(page_path(*place.split("/", 1))) for place in places)
        self.pages: list[PageDraft] = [page for page in found if page is not None]

    def check(self) -> None:
        self._check_lists()
        self._check_body()
        self._check_paths()
        self._check_asked()
        self._check_quiz()

    def _complain(self, text: str, *where: str | int) -> None:
        self.tree.complain(self.draft.path, self.draft.read.line_of(*where), text)

    def _check_lists(self) -> None:
        head = self.head
        if bool(head.modules) == bool(head.pages):
            text = "A course names either modules or pages, and at least one. Write modules: [slug] or pages: [module/page]."
            self._complain(text, "pages" if head.pages else "title")
        for number, name in enumerate(head.modules):
            if page_path(name, INDEX) not in self.tree.pages:
                self._complain(f'There is no module "{name}". Write it, or take it off the list.', "modules", number)
        for number, place in enumerate(head.pages):
            page = self.tree.pages.get(page_path(*place.split("/", 1)))
            if page is None:
                self._complain(f"There is no page {place}. Write it, or take it off the list.", "pages", number)
            elif not self._has(page, [*head.paths, *([head.path] if head.path else [])]):
                text = f"The page {place} is for other paths than this course has. Take it off the list."
                self._complain(text, "pages", number)

    def _check_body(self) -> None:
        nodes = self.draft.document.nodes
        if not nodes:
            self.tree.complain(
                self.draft.path, self.draft.read.body_line, "The course says nothing. Write below the head what it is."
            )
        for node in nodes:
            if node.type in ("heading", "container"):
                text = "The text of a course has no heading and no block. Write it in paragraphs."
                self.tree.complain(self.draft.path, line_of(node), text)

    def _check_paths(self) -> None:
        head = self.head
        if head.path and head.paths:
            self._complain("A course is one path, or it offers several. Keep path: or paths:.", "path")
        named = {name for page in self.pages for name, _line in page.paths}
        named |= {name for page in self.pages if isinstance(page.head, PageHead) for name in page.head.paths}
        for name in head.paths:
            if not any(self._has(page, [name]) for page in self.pages):
                self._complain(f'The path "{name}" has no page. Mark one for it, or take it off the list.', "paths", name)
            elif name not in named:
                text = f'Nothing in this course is for the path "{name}". Mark a page or a block, or take it off the list.'
                self._complain(text, "paths", name)
        fields = {name for page in self.pages for name, _line in page.fields}
        for name in head.fields:
            if name not in fields:
                text = f'No scenario of this course is of the field "{name}". Mark one, or take it off the list.'
                self._complain(text, "fields", name)

    def _check_asked(self) -> None:
        """A quiz asks what its reader's path teaches: on each path often enough, and of each objective that the path has."""
        for name in self.head.paths:
            for module in self.head.modules:
                index = self.tree.pages.get(page_path(module, INDEX))
                slug = index.head.quiz if index is not None and isinstance(index.head, IndexHead) else None
                quiz = self.tree.quizzes.get(quiz_path(slug)) if slug else None
                if quiz is not None and quiz.is_whole and quiz.head is not None:
                    self._check_path(name, quiz, quiz.head.draw, [page for page in self.pages if page.place.module == module])

    def _check_path(self, name: str, quiz: QuizDraft, draw: int, pages: list[PageDraft]) -> None:
        if any(page.head is None for page in pages):
            return
        met = {page.place.slug: page.head for page in pages if self._has(page, [name])}
        taught = {slug for head in met.values() if isinstance(head, PageHead) for slug in head.objectives}
        asked = Counter(
            one.objective for one in quiz.questions if (one.page in met if one.page is not None else one.objective in taught)
        )
        if asked.total() < min(draw, len(quiz.questions)):
            text = f'On the path "{name}" {quiz.path} asks {asked.total()} questions, and an attempt draws {draw}. Write more.'
            self._complain(text, "paths", name)
        for slug in sorted(taught):
            if asked[slug] < AT_LEAST <= sum(one.objective == slug for one in quiz.questions):
                text = f'On the path "{name}" {quiz.path} tests "{slug}" with fewer than {AT_LEAST} questions. Write one for it.'
                self._complain(text, "paths", name)

    def _has(self, page: PageDraft, paths: list[str]) -> bool:
        """Whether a page is on one of the paths; one that names no path is on all of them."""
        said = page.head.paths if isinstance(page.head, PageHead) else []
        return not said or any(name in said for name in paths)

    def _check_quiz(self) -> None:
        head = self.head
        if not head.quiz:
            return
        if not head.pages:
            self._complain(
                "A quiz of its own is for a course that names pages:. Where it names modules, their quizzes count.", "quiz"
            )
        if self.draft.place.slug in {page.place.module for page in self.pages}:
            self._complain(
                "A module of this course has the course's own name, which its quiz needs. Name the course otherwise.", "quiz"
            )
        quiz = self.tree.quizzes.get(quiz_path(head.quiz))
        if quiz is None:
            self._complain(f"There is no {quiz_path(head.quiz)}. Write it, or take the quiz out of the head.", "quiz")
            return
        self._check_questions(quiz)
        check_topics(self.tree, quiz, self.pages)
        if quiz.is_whole:
            check_numbers(self.tree, quiz)

    def _check_questions(self, quiz: QuizDraft) -> None:
        taught = {slug for page in self.pages if isinstance(page.head, PageHead) for slug in page.head.objectives}
        slugs = {page.place.slug for page in self.pages}
        for question in quiz.questions:
            if question.objective and question.objective not in taught:
                text = f'The question tests "{question.objective}", which no page of this course teaches. Ask what it teaches.'
                self.tree.complain(quiz.path, question.line, text)
            if question.page is not None and question.page not in slugs:
                text = f'The question sends the reader to "{question.page}", which is no page of this course. Mend the name.'
                self.tree.complain(quiz.path, question.line, text)
