// A picture that is drawn anew keeps what it has in common with the one before: only what differs is laid out again, and what has the
// focus, is open or is scrolled stays so. `was` and `now` are as Python drew them; `live` is what became of `was` on the page, where
// other things may stand behind its children.
function renew(live, was, now) {
  if (was.isEqualNode(now)) return;
  const alike = [live, was].every((node) => node.nodeName === now.nodeName) && was.childNodes.length === now.childNodes.length && live.childNodes.length >= was.childNodes.length;
  if (!alike) live.replaceWith(now.cloneNode(true));
  else if (now.nodeType === Node.TEXT_NODE) live.data = now.data;
  else {
    for (const { name } of was.attributes) if (!now.hasAttribute(name)) live.removeAttribute(name);
    for (const { name, value } of now.attributes) if (was.getAttribute(name) !== value) live.setAttribute(name, value);
    const children = [...live.childNodes];
    now.childNodes.forEach((child, at) => renew(children[at], was.childNodes[at], child));
  }
}
