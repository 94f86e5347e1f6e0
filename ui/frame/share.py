"""What a reader takes away from a page: a link to it, a frame that shows it in a page of their own, a printed sheet."""

from ui import state
from ui.words import markup

LINKED = "The link opens this page as it stands here, its numbers included."
TOO_MANY = (
    "These numbers are too many for a link: it opens the page, but not with them. `Your numbers` has a file of them."
)


def share(extra: str = "") -> str:
    """The button and its sheet as markup; share.js writes the addresses into it and does what its buttons say.

    Args:
        extra: further buttons, as markup, for what only one page has to give away.
    """
    return (
        '<button type="button" class="quiet-button" popovertarget="share">Share</button>'
        '<div popover class="meaning sheet" id="share">'
        f"<p>{markup(LINKED if state.linkable() else TOO_MANY)}</p>"
        f"{_line('link', 'A link to this view')}"
        f"{_line('frame', 'A line of HTML that shows it in a page of yours')}"
        f'<div class="give">{extra}<button type="button" data-share="print">Print</button></div>'
        '<p class="share-status" role="status"></p></div>'
    )


def _line(name: str, label: str) -> str:
    return (
        f'<label for="share-{name}">{label}</label><div class="give">'
        f'<input id="share-{name}" readonly><button type="button" data-share="{name}">Copy</button></div>'
    )
