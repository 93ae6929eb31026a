// Starts the game: fetches it, tells how much has come, and hands the page over to it.
"use strict";

// For tests, and for pages around this one: what the window shows now. The game keeps it true.
window.muster = { scene: "loading", match: "", tick: 0, link: "", error: "" };

(() => {
  const start = document.getElementById("start");
  for (const base of document.getElementsByTagName("base")) {
    base.href = base.href; // whole, so that it stays where it is when the page's address changes
  }
  const zh = (navigator.language || "").startsWith("zh");
  const say = (en, cn) => { document.getElementById("said").textContent = zh ? cn : en; };

  // What is amiss is said on the page: there may be no window yet, or none any more.
  const fail = (text) => {
    window.muster.error = text;
    start.hidden = false;
    start.classList.add("bad");
    say(text, text);
  };

  // Over http a page has no clipboard; what is selected in a field can be copied everywhere.
  const copySelected = (text) => {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "copied";
    document.body.append(field);
    const before = document.activeElement;
    field.select();
    document.execCommand("copy");
    field.remove();
    before?.focus?.();
  };
  const copy = (text) => {
    if (navigator.clipboard) {
      navigator.clipboard.writeText(text).catch(() => copySelected(text));
    } else {
      copySelected(text);
    }
  };
  // A file of the player's own, where the browser puts those.
  const download = (name, bytes) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000); // a browser that asks where to may take its time
  };
  // Asks the player, and has the browser's push service take messages that this server signs. The worker that shows
  // them has a name of its own, since it outlives every version of this page.
  const subscribe = async (key) => {
    if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
      throw new Error(zh ? "浏览器不支持推送通知，或页面未加密（https）。"
        : "This browser has no push notices, or the page is not encrypted (https).");
    }
    if (await Notification.requestPermission() !== "granted") {
      throw new Error(zh ? "未允许此页面发送通知。" : "The browser was not allowed to show notices of this page.");
    }
    const worker = await navigator.serviceWorker.register(new URL("notices.js", document.baseURI));
    const s = (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).toJSON();
    return { endpoint: s.endpoint, auth: s.keys.auth, p256dh: s.keys.p256dh };
  };
  window.musterPage = {
    fail, copy, download, subscribe, shown: () => { start.hidden = true; window.muster.since ??= performance.now(); },
  };

  // Ebitengine hands the handlers of its text field to eval, which this page's policy forbids. They are put there by the
  // game's own client/web/page/typing.js; anything else that is evaluated is a mistake.
  globalThis.eval = (text) => {
    if (!String(text).includes("_ebitengine_textinput_x")) {
      throw new EvalError("this page evaluates nothing");
    }
  };

  // Counts bytes on their way. Their sum is of the game as it is unpacked, so the share of it is what is told.
  const counted = (response, size) => {
    const packed = Number(response.headers.get("Content-Length")) || size;
    let got = 0;
    const bar = document.getElementById("share");
    const count = new TransformStream({
      transform(chunk, to) {
        got += chunk.length;
        const share = Math.min(1, got / size);
        bar.value = share;
        const mb = (n) => (n / 1e6).toFixed(1);
        say(`${mb(packed * share)} of ${mb(packed)} MB`, `已下载 ${mb(packed * share)} / ${mb(packed)} MB`);
        to.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(count), { headers: { "Content-Type": "application/wasm" } });
  };

  const run = async () => {
    if (!("WebAssembly" in window)) {
      return fail("This browser has no WebAssembly. 此浏览器不支持 WebAssembly。");
    }
    const { wasm, size } = document.body.dataset;
    const response = await fetch(wasm, { credentials: "same-origin" });
    if (!response.ok) {
      return fail(`${wasm}: ${response.status} ${response.statusText}. Reload the page. 请刷新页面。`);
    }
    const go = new Go();
    go.env.GOGC = "400"; // there is one thread for all: what is collected less often holds up fewer frames
    const { instance } = await WebAssembly.instantiateStreaming(counted(response, Number(size)), go.importObject);
    say("Starting …", "正在启动…");
    await new Promise((done) => setTimeout(done)); // so that it is seen
    await go.run(instance);
    if (!window.muster.error) {
      fail("The game has ended. Reload the page to play again. 游戏已结束，刷新页面即可再玩。");
    }
  };
  run().catch((err) => fail(String(err)));
})();
