/* After htmx has put something new on the page, the reader goes on at its heading.
   Somebody who is typing is left alone. */
document.addEventListener("htmx:afterSettle", (event) => {
  const typing = document.activeElement && document.activeElement.matches("input, select, textarea");
  const place = event.detail.target && event.detail.target.id && document.getElementById(event.detail.target.id);
  const heading = place && !typing && place.querySelector("h1, h2, h3");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
});
