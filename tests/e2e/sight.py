"""What a reader's eye would notice, measured in the browser: text cut off, texts that collide, colours too close."""

from playwright.sync_api import Page

_TEXTS = """
  const texts = (root) => [...document.querySelectorAll(root)].flatMap(top => {
    const found = [], walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      const owner = node.parentElement, style = getComputedStyle(owner);
      if (!node.data.trim() || style.visibility === 'hidden' || style.clipPath !== 'none') continue;
      if (style.color === 'rgba(0, 0, 0, 0)') continue;
      if (owner.closest('style, script, th, [hidden], .katex-mathml, mfrac')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {  // one a line
        if (rect.width && rect.height) found.push({text: node.data.trim(), node, owner, rect});
      }
    }
    return found;
  });
"""

_CLIPPED = (
    "(root) => {"
    + _TEXTS
    + """
  return texts(root).filter(({owner, rect}) => {
    const box = owner.closest('td, p, span, div').getBoundingClientRect();
    const wide = rect.left < box.left - 1 || rect.right > box.right + 1;
    return wide || rect.top < box.top - 2 || rect.bottom > box.bottom + 2;
  }).map(({text}) => text);
}"""
)

_COLLIDING = (
    "(root) => {"
    + _TEXTS
    + """
  const all = texts(root), pairs = [];
  for (let a = 0; a < all.length; a++) for (let b = a + 1; b < all.length; b++) {
    if (all[a].node === all[b].node) continue;  // its lines: a letter's box is higher than a line
    const one = all[a].rect, other = all[b].rect;
    const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    if (wide > 1 && high > 4) pairs.push(all[a].text + ' on ' + all[b].text);
  }
  return pairs;
}"""
)

_FAINT = (
    "([root, least]) => {"
    + _TEXTS
    + """
  const context = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const channels = (colour) => {
    context.clearRect(0, 0, 1, 1); context.fillStyle = colour; context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map(c => top[c] * top[3] + below[c] * (1 - top[3])).concat(1);
  const light = (colour) => colour.slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, place) => sum + c * [0.2126, 0.7152, 0.0722][place], 0);
  const background = (element) => {
    const own = element ? channels(getComputedStyle(element).backgroundColor) : [255, 255, 255, 1];
    return own[3] === 1 ? own : over(own, background(element.parentElement));
  };
  return texts(root).map(({text, owner}) => {
    const below = background(owner), ink = over(channels(getComputedStyle(owner).color), below);
    const [dark, bright] = [light(ink), light(below)].sort((a, b) => a - b);
    return [text, (bright + 0.05) / (dark + 0.05)];
  }).filter(([, ratio]) => ratio < least).map(([text, ratio]) => text + ': ' + ratio.toFixed(2));
}"""
)


def clipped(page: Page, root: str) -> list[str]:
    """The texts under a selector that reach out of the cell, label or node that holds them."""
    found: list[str] = page.evaluate(_CLIPPED, root)
    return found


def colliding(page: Page, root: str) -> list[str]:
    """The pairs of texts under a selector that lie on one another."""
    found: list[str] = page.evaluate(_COLLIDING, root)
    return found


def faint(page: Page, root: str, least: float = 4.5) -> list[str]:
    """The texts under a selector whose contrast is below a ratio (WCAG 2.2, AA: 4.5 for text)."""
    found: list[str] = page.evaluate(_FAINT, [root, least])
    return found


def cut_off(page: Page, root: str) -> list[str]:
    """The texts of the boxes under a selector that hold more than they are wide."""
    found: list[str] = page.locator(root).evaluate_all(
        "boxes => boxes.filter(box => box.scrollWidth > box.clientWidth).map(box => box.innerText)"
    )
    return found


def too_wide(page: Page) -> int:
    """By how many pixels the page can be scrolled sideways."""
    width: int = page.evaluate(
        "() => Math.max(...[document.scrollingElement, ...document.querySelectorAll('[data-testid=stMain]')]"
        ".map(element => element.scrollWidth - element.clientWidth))"
    )
    return width
