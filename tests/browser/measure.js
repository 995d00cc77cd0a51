/* Sizes that the design language promises: 44 px targets and 14 px text, 60 and 22 in elder mode, no sideways scroll. */
() => {
  const root = document.documentElement;
  const elder = root.dataset.mode === "elder";
  const leastTarget = elder ? 60 : 44;
  const leastText = elder ? 22 : 14;
  const shown = (e) => e.checkVisibility() && getComputedStyle(e).clipPath === "none";
  const hidden = ".skip, .visually-hidden, thead, h1, .stamp, option, .steps-brief span";

  const inline = (e) => e.closest("p, td, th, small, li, dd, label") && getComputedStyle(e).display === "inline";
  const boxOf = (e) => e.closest(".card") || (e.matches("[type=radio], [type=checkbox]") && e.closest("label, .choice")) || e;
  const small = [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
    .filter((e) => shown(e) && !e.matches(".skip") && !inline(e))
    .map((e) => [e, boxOf(e).getBoundingClientRect()])
    .filter(([, box]) => box.height && box.height < leastTarget - 0.5)
    .map(([e, box]) => `${(e.textContent.trim() || e.name || e.tagName).slice(0, 14)} ${Math.round(box.height)}`);

  // What sticks to an edge of the screen lies over the text on purpose, on a ground of its own.
  const pinned = (e) => e && (["sticky", "fixed"].includes(getComputedStyle(e).position) || pinned(e.parentElement));
  const tiny = [], lines = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const e = node.parentElement;
    if (!node.nodeValue.trim() || !shown(e) || e.closest(hidden)) continue;
    if (parseFloat(getComputedStyle(e).fontSize) < leastText - 0.1) tiny.push(node.nodeValue.trim().slice(0, 12));
    if (pinned(e)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 2) lines.push({ node, box });
  }
  lines.sort((a, b) => a.box.top - b.box.top);
  const overlap = [];
  lines.forEach((a, i) => {
    for (let j = i + 1; j < lines.length && lines[j].box.top < a.box.bottom - 9; j += 1) {
      const b = lines[j];
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (a.node !== b.node && wide > 3 && high > 9) overlap.push(`${a.node.nodeValue.trim().slice(0, 8)} / ${b.node.nodeValue.trim().slice(0, 8)}`);
    }
  });
  return {
    sideways: Math.max(0, root.scrollWidth - root.clientWidth),
    small: small.slice(0, 8),
    tiny: tiny.slice(0, 8),
    overlap: overlap.slice(0, 8),
  };
}
