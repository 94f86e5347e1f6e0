"""What a reader takes away from a page: a link to it, a frame that shows it in a page of their own, a printed sheet."""

from ui import state
from ui.words import markup

LINKED = "The link opens this page as it stands here, its numbers included."
TOO_MANY = (
    "These numbers are too many for a link: it opens the page, but not with them. `Take it with you`, at the end of "
    "the page, has a file of them."
)

WALK = (
    '<button type="button" data-share="file">The walk as a file</button>'
    '<button type="button" data-share="picture">This step as a picture</button>'
)
"""What only a page with a walk has to give away; bar.css leaves it out elsewhere."""


TAKE = '<button type="button" data-share="take">Python, notebook, numbers</button>'
"""Opens the fold at the end of the page (ui/take)."""


def share() -> str:
    """The button and its sheet as markup; share.js writes the addresses into it and does what its buttons say."""
    return (
        '<button type="button" class="quiet-button" popovertarget="share">Share</button>'
        '<div popover class="meaning share-sheet" id="share">'
        f"<p>{markup(LINKED if state.linkable() else TOO_MANY)}</p>"
        f"{_line('link', 'A link to this view')}"
        f"{_line('frame', 'A line of HTML that shows it in a page of yours')}"
        f'<div class="give">{WALK}<button type="button" data-share="print">Print</button>{TAKE}'
        '<button type="button" data-share="lesson">Add this view to a lesson</button></div>'
        '<p class="share-status" role="status"></p></div>'
    )


def _line(name: str, label: str) -> str:
    return (
        f'<label for="share-{name}">{label}</label><div class="give">'
        f'<input id="share-{name}" readonly><button type="button" data-share="{name}">Copy</button></div>'
    )
