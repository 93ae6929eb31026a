// What pages need beside htmx: they say when what they show is old. An event "trouble" of the stream, or a stream that
// ended, shows the line #stale; the next fragment hides it.
(() => {
  const stale = () => document.getElementById("stale");
  const show = (text) => {
    const line = stale();
    if (!line) return;
    line.textContent = text;
    line.hidden = false;
  };
  const hide = () => {
    const line = stale();
    if (line) line.hidden = true;
  };
  document.addEventListener("trouble", (e) => {
    const line = stale();
    if (line) show(line.dataset.trouble + " " + (e.detail?.data ?? ""));
  });
  document.addEventListener("htmx:sse:after:connection", hide);
  document.addEventListener("htmx:sse:after:message", (e) => {
    if (!e.detail?.message?.event) hide();
  });
  document.addEventListener("htmx:sse:error", (e) => {
    if (e.detail?.status === 401 || e.detail?.status === 403) {
      location.reload(); // the page says why
      return;
    }
    const line = stale();
    if (line) show(line.dataset.lost);
  });
  // The clock of the reader, beside that of the server, for whoever points at a time.
  document.addEventListener("mouseover", (e) => {
    const at = e.target instanceof Element && e.target.closest("time[datetime]");
    if (at && !at.title) at.title = new Date(at.dateTime).toLocaleString();
  });
})();
