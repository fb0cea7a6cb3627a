"""What is measured in a page as it is drawn."""

WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth - window.innerWidth"

FAINT_TEXT = """() => {
  const parse = c => {
    const m = c.match(/[\\d.]+/g).map(Number);
    return m.length < 4 ? [...m, 1] : m;
  };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour[3] > 0) return colour;
    }
    return [255, 255, 255, 1];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
    if (!text || !element.checkVisibility()) continue;
    const a = light(parse(getComputedStyle(element).color)), b = light(behind(element));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.push(`${text.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return faint;
}"""

UNLABELLED = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
  .filter(e => !(e.innerText || e.ariaLabel || (e.labels && e.labels.length)))
  .map(e => e.outerHTML.slice(0, 80))"""

SMALL_TARGETS = """() => [...document.querySelectorAll(
    'nav a, button, summary, input:not([type=hidden]), .chips a')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24)
  .map(e => `${e.outerHTML.slice(0, 60)}: ${e.getBoundingClientRect().height}`)"""

FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  return {name: e.tagName.toLowerCase(), text: (e.innerText || e.id || '').trim(),
          outline: parseFloat(style.outlineWidth), style: style.outlineStyle};
}"""
