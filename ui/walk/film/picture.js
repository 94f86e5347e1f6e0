// This step as a PNG, where the browser can draw HTML into a picture: the walk's own markup and styles, and its fonts, on a canvas.
async function drawWalk(root, scale = 2) {
  const box = root.getBoundingClientRect(), seen = getComputedStyle(root), page = getComputedStyle(document.body);
  const copy = root.cloneNode(true);
  for (const part of copy.querySelectorAll(".dock, .notes, .announce, .paper, .why")) part.remove();
  for (const cell of copy.querySelectorAll("[contenteditable]")) cell.removeAttribute("contenteditable");
  const stage = copy.querySelector(".stage"), unit = getComputedStyle(root.querySelector(".stage")).fontSize;
  if (!root.classList.contains("narrow")) stage.style.setProperty("--u", unit);
  const height = Math.ceil([...root.querySelectorAll(".says, .view")].reduce((sum, part) => sum + part.getBoundingClientRect().height + 12, 24));
  const styles = [...document.querySelectorAll("style")].map((style) => style.textContent).filter((text) => /\.walk|--ground/.test(text));
  const ground = getComputedStyle(root).getPropertyValue("--ground") || "white";
  const holder = document.createElement("div");
  holder.setAttribute("style", `color-scheme: ${seen.colorScheme}; width: ${box.width + 24}px; height: ${height}px; padding: 12px; box-sizing: border-box; background: ${ground}; font: 16px/1.4 ${page.fontFamily}`);
  const sheet = document.createElement("style");
  sheet.textContent = (await fonts()) + styles.join("\n").replace(/:root\b/g, ":root, svg");
  holder.append(sheet, copy);
  const body = new XMLSerializer().serializeToString(holder);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${box.width + 24}" height="${height}"><foreignObject width="100%" height="100%">${body}</foreignObject></svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: (box.width + 24) * scale, height: height * scale });
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  context.drawImage(image, 0, 0);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
async function fonts() {
  const faces = [];
  for (const sheet of document.styleSheets) {
    let rules = [];
    try { rules = [...sheet.cssRules]; } catch { continue; }
    for (const rule of rules) if (rule instanceof CSSFontFaceRule && /Source (Sans|Code)/.test(rule.style.fontFamily) && rule.style.fontStyle !== "italic") faces.push([rule, sheet]);
  }
  const drawn = await Promise.all(faces.map(async ([rule, sheet]) => {
    const found = /url\("?([^")]+)"?\)/.exec(rule.style.src);
    if (!found) return "";
    const bytes = new Uint8Array(await (await fetch(new URL(found[1], sheet.href ?? location.href))).arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return rule.cssText.replace(found[0], `url(data:font/woff2;base64,${btoa(text)})`);
  }));
  return drawn.join("\n");
}
function save(made, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(made), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
