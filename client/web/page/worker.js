// The game's other half, in a worker: it mounts the disk, fetches the program that the page names, and runs it. From
// then on messages are the program's (client/inside).
"use strict";

onmessage = async ({ data: program }) => {
  onmessage = null;
  let trouble = "";
  let hears = () => {};
  globalThis.musterWorker = {
    listens: () => postMessage(0), // of the page's messages none is read yet
    stopped: (why) => postMessage(why),
    onTrouble: (hear) => {
      hears = hear;
      if (trouble) {
        hear(trouble);
      }
    },
  };
  try {
    const mounted = MusterDisk.mount("muster-alone", (why) => {
      trouble = why;
      hears(why);
    });
    const response = await fetch(program, { credentials: "same-origin" });
    if (!response.ok) {
      throw new Error(`${program}: ${response.status} ${response.statusText}`);
    }
    const go = new Go();
    const typed = new Response(response.body, { headers: { "Content-Type": "application/wasm" } });
    const { instance } = await WebAssembly.instantiateStreaming(typed, go.importObject);
    await mounted;
    await go.run(instance);
    postMessage("it has ended");
  } catch (err) {
    postMessage(String(err));
  }
};
