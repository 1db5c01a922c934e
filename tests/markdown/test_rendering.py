"""Rendering: the marks the sheet knows, and nothing else."""

from __future__ import annotations

from app.markdown.documents import parse
from app.markdown.rendering import clean, render_block, render_inline


def html_of(text: str) -> str:
    return render_block(parse(text, prefix="p").nodes, prefix="p")


def test_a_table_has_scopes_roles_and_labels_and_no_style() -> None:
    html = html_of("| What *you* have | Where | How many |\n|:--|:-:|--:|\n| A post | Sketch | 1 |\n")
    assert html.startswith('<table class="ow-rows ow-block" role="table">')
    assert '<th scope="col" role="columnheader">What <em>you</em> have</th>' in html
    assert '<th class="ow-num" scope="col" role="columnheader">How many</th>' in html
    assert '<th scope="row" role="rowheader">A post</th>' in html
    assert '<td role="cell" data-label="Where">Sketch</td>' in html
    assert '<td class="ow-num" role="cell" data-label="How many">1</td>' in html
    assert "style" not in html


def test_a_picture_on_its_own_is_a_figure() -> None:
    html = html_of('![What it shows](x.svg "A <caption>")\n\nIn ![a](b.svg) line\n')
    assert '<figure class="ow-figure ow-block"><img src="x.svg" alt="What it shows"><figcaption>' in html
    assert "<figcaption>A &lt;caption&gt;</figcaption></figure>" in html
    assert '<p>In <img src="b.svg" alt="a"> line</p>' in html


def test_footnotes_carry_the_prefix_and_can_be_named_twice() -> None:
    html = html_of("One[^a] two[^a]\n\n[^a]: Note\n")
    assert '<sup><a href="#p--fn1" id="p--fnref1" role="doc-noteref" aria-label="Footnote 1">1</a></sup>' in html
    assert '<ol class="ow-footnotes">' in html
    assert '<li id="p--fn1">' in html
    assert 'href="#p--fnref1-2"' in html
    assert 'id="p--fnref1-2"' in html


def test_rendering_twice_gives_the_same() -> None:
    document = parse('| a |\n|--:|\n| b[^1] |\n\n![a](b.svg "c")\n\n[^1]: x\n', prefix="p")
    assert render_block(document.nodes, prefix="p") == render_block(document.nodes, prefix="p")


def test_definition_lists() -> None:
    assert html_of("Term\n: What it means\n") == "<dl>\n<dt>Term</dt>\n<dd>What it means</dd>\n</dl>"


def test_the_inside_of_a_paragraph() -> None:
    assert render_inline(parse("Say *it* & `go`", prefix="p").nodes[0]) == "Say <em>it</em> &amp; <code>go</code>"


def test_what_is_on_no_list_goes() -> None:
    assert clean('<p style="x" onclick="x" id="y"><i>a</i><script>b</script></p>') == "<p>a</p>"
    assert clean('<div class="ow-note evil">a</div>') == '<div class="ow-note">a</div>'
    assert clean('<a href="javascript:x" title="t" target="_blank">a</a><a href="ftp://a/">b</a>') == "<a>a</a><a>b</a>"
    assert clean('<a href="https://a.example/">a</a>') == '<a href="https://a.example/">a</a>'
