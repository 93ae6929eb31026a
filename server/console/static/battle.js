// The picture of a match. While it runs there is another one each second; of one that is over the slider says which.
// Without this script a page shows one picture, and the form's button goes to another.
(() => {
  const live = document.querySelector("img[data-live]");
  if (live) {
    // what is shown without delay ends: the page without it is asked for
    if ("ends" in live.dataset) live.addEventListener("error", () => location.reload());
    setInterval(() => {
      if (live.complete && !document.hidden) live.src = live.dataset.live + "?at=" + Date.now();
    }, 1000);
  }

  const form = document.querySelector("form[data-film]");
  if (!form) return;
  const picture = form.querySelector("img");
  const slider = form.elements.tick;
  const rate = Number(form.dataset.rate);
  let last = Number(form.dataset.last);
  let grows = form.dataset.grows; // of a match that runs: where it says how far it is
  const play = form.querySelector("[data-play]");
  const link = form.querySelector("[data-moment]");
  const failed = form.querySelector("[data-failed]");
  let shown = Number(slider.value);
  let failures = 0; // one after the other
  const clock = (tick) => {
    const seconds = Math.floor(tick / rate);
    return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  };
  const show = () => {
    const tick = Math.min(Number(slider.value), last);
    form.querySelector("output").textContent = clock(tick);
    if (tick === shown || !picture.complete) return; // the newest one is shown when this one is there
    shown = tick;
    picture.src = form.dataset.film + "?tick=" + tick;
    link.href = form.getAttribute("action") + "?tick=" + tick;
    history.replaceState(null, "", link.href);
  };
  // What the server folded for a picture that came too late is kept: the next try goes on from there.
  const miss = () => {
    failed.hidden = false;
    const missed = shown;
    show();
    if (shown !== missed || ++failures >= 5) return;
    setTimeout(() => {
      if (shown === missed) shown = -1;
      show();
    }, 2000);
  };
  const here = () => {
    failed.hidden = true;
    failures = 0;
    picture.width = picture.naturalWidth; // where the next one does not come its place stays as it is
    picture.style.aspectRatio = picture.naturalWidth + "/" + picture.naturalHeight;
    show();
  };
  picture.addEventListener("load", here);
  picture.addEventListener("error", miss);
  slider.addEventListener("input", () => {
    if (!failed.hidden) shown = -1;
    show();
  });
  if (picture.complete) picture.naturalWidth ? here() : miss(); // before this script ran

  const text = play.textContent;
  let playing = null;
  const stop = () => {
    clearInterval(playing);
    playing = null;
    play.textContent = text;
  };
  play.hidden = false;
  play.addEventListener("click", () => {
    if (playing) return stop();
    if (Number(slider.value) >= last && !grows) slider.value = 0;
    play.textContent = play.dataset.stop;
    playing = setInterval(() => {
      if (Number(slider.value) >= last) {
        if (!grows) stop(); // else more will come
        return;
      }
      if (picture.complete && !document.hidden) slider.value = Number(slider.value) + rate;
      show();
    }, 250);
  });

  // While the match runs the slider grows; when it is over it reaches to its end, and stays.
  let asking = false;
  const grow = async () => {
    if (!grows || asking || document.hidden) return;
    asking = true;
    try {
      const response = await fetch(grows);
      if (response.redirected) location.reload(); // somebody has to sign in
      if (!response.ok) return; // the next time it may do
      const now = await response.json();
      last = Math.max(last, now.last);
      if (!now.runs) grows = "";
      form.dataset.last = last;
      slider.max = Math.ceil(last / rate) * rate;
      form.querySelector("[data-length]").textContent = "/ " + clock(last);
    } finally {
      asking = false;
    }
  };
  setInterval(() => grow().catch(() => {}), 5000); // what could not be had comes the next time
})();
