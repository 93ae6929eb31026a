// The slider that goes back over what happened: while it moves, the system as it was takes the place of what is live.
// Without this script the form's button does the same.
(() => {
  const form = document.querySelector("form[data-scrub]");
  if (!form) return;
  const slider = form.elements.at;
  const ahead = Number(slider.max) - Date.now(); // the server's clock of ours
  let wanted = null;
  let busy = false;
  const past = () => document.getElementById("past");
  const address = (at) => {
    const q = new URLSearchParams(new FormData(form));
    if (at === null) q.delete("at");
    else q.set("at", at);
    return form.getAttribute("action") + "?" + q;
  };
  const load = async (at) => {
    const response = await fetch(address(at));
    if (response.redirected) location.reload(); // somebody has to sign in
    return new DOMParser().parseFromString(await response.text(), "text/html");
  };
  const show = async () => {
    if (busy || wanted === null) return;
    busy = true;
    const at = wanted;
    wanted = null;
    try {
      const page = await load(at);
      const then = page.getElementById("past");
      const here = past() ?? document.getElementById("live");
      if (then && here) {
        here.replaceWith(then); // with it the live stream ends
        form.querySelector("output").replaceChildren(...page.querySelector("form[data-scrub] output").childNodes);
        for (const a of form.querySelectorAll(".fields > a")) a.remove();
        form.querySelector(".fields").append(...page.querySelectorAll("form[data-scrub] .fields > a"));
        history.replaceState(null, "", address(at));
      }
    } finally {
      busy = false;
      if (wanted !== null) show();
    }
  };
  slider.addEventListener("input", () => {
    wanted = slider.value;
    show();
  });
  form.elements.span.addEventListener("change", () => {
    if (!past()) slider.disabled = true; // what is live stays live
    form.submit();
  });

  // While the page is live, its end is now. The marks of what happened come anew every few seconds.
  const span = Number(slider.max) - Number(slider.min);
  let marked = Date.now();
  const follow = async () => {
    if (past() || busy || document.hidden || slider.matches(":active")) return;
    slider.max = Date.now() + ahead;
    slider.min = slider.max - span;
    slider.value = slider.max;
    if (span > 3_600_000 || Date.now() - marked < 10_000) return; // of a day, ten seconds are nothing
    marked = Date.now();
    busy = true;
    try {
      const strip = (await load(null)).querySelector("svg.strip");
      if (strip && !past()) document.querySelector("svg.strip").replaceWith(strip);
    } finally {
      busy = false;
      if (wanted !== null) show();
    }
  };
  setInterval(() => follow().catch(() => {}), 1000); // what could not be had comes the next time
})();
