/* Boxes drawn on the picture of a page, with mouse, pen or finger. They are kept in the fields below it, which are also
   how somebody without this script or without a pointer writes them. */
(() => {
  const page = document.getElementById("redact-page");
  const form = document.getElementById("redact");
  if (!page || !form) return;
  const names = ["left", "top", "width", "height"];
  const field = (name, n) => form.elements[`${name}-${n}`];
  const rows = [];
  while (field("left", rows.length)) rows.push(rows.length);
  const boxes = new Map();
  document.querySelector(".redact-say").hidden = false;

  const place = (box, [left, top, width, height]) => {
    Object.assign(box.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
  };
  const read = (n) => names.map((name) => Number(field(name, n).value || "0"));
  const write = (n, numbers) => names.forEach((name, i) => { field(name, n).value = numbers ? numbers[i].toFixed(1) : ""; });
  const show = (n) => {
    const numbers = read(n);
    let box = boxes.get(n);
    if (!numbers[2] || !numbers[3]) {
      if (box) box.remove();
      boxes.delete(n);
      return;
    }
    if (!box) {
      box = document.createElement("button");
      box.type = "button";
      box.className = "redact-box";
      box.setAttribute("aria-label", `${n + 1} ×`);
      box.addEventListener("click", () => { write(n, null); show(n); });
      page.append(box);
      boxes.set(n, box);
    }
    place(box, numbers);
  };
  const at = (event) => {
    const edge = page.getBoundingClientRect();
    const within = (value) => Math.min(100, Math.max(0, value));
    return [within(((event.clientX - edge.left) / edge.width) * 100), within(((event.clientY - edge.top) / edge.height) * 100)];
  };

  let from = null;
  let now = -1;
  page.addEventListener("pointerdown", (event) => {
    if (event.button || event.target.closest("button")) return;
    now = rows.find((n) => !boxes.has(n));
    if (now === undefined) return;
    event.preventDefault();
    from = at(event);
    page.setPointerCapture(event.pointerId);
  });
  page.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x, y] = at(event);
    write(now, [Math.min(x, from[0]), Math.min(y, from[1]), Math.abs(x - from[0]), Math.abs(y - from[1])]);
    show(now);
  });
  const end = () => {
    if (!from) return;
    const [, , width, height] = read(now);
    if (width < 0.5 || height < 0.5) write(now, null);
    show(now);
    from = null;
  };
  page.addEventListener("pointerup", end);
  page.addEventListener("pointercancel", end);
  // What the machine has found is shown where it lies; ticking decides whether it goes.
  const found = [...form.querySelectorAll("input[name=place]")].map((tick) => {
    const mark = document.createElement("div");
    mark.className = "redact-box redact-found";
    place(mark, tick.value.split(",").map((part) => Number(part) / 10));
    page.append(mark);
    return () => { mark.hidden = !tick.checked; };
  });
  const all = () => { rows.forEach(show); found.forEach((one) => one()); };
  form.addEventListener("input", all);
  all();
})();
