// What is kept in this browser of matches: replays, in IndexedDB. Each call is a promise.
"use strict";

(() => {
  const most = 100; // of more the oldest go: some hundred kB each
  const open = () => new Promise((done, failed) => {
    const asked = indexedDB.open("muster", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("replays", { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  // within does something in a transaction and returns what it came to once it is written.
  const within = async (mode, what) => {
    const db = await open();
    try {
      return await new Promise((done, failed) => {
        const t = db.transaction("replays", mode);
        const asked = what(t.objectStore("replays"));
        t.oncomplete = () => done(asked.result);
        t.onerror = t.onabort = () => failed(t.error);
      });
    } finally {
      db.close();
    }
  };
  const list = async () => {
    const all = await within("readonly", (kept) => kept.getAll());
    return all.map(({ id, when }) => ({ id, when })).sort((a, b) => b.when - a.when);
  };
  const get = (id) => within("readonly", (kept) => kept.get(id));
  const put = async (one) => {
    await within("readwrite", (kept) => kept.put(one));
    for (const { id } of (await list()).slice(most)) {
      await within("readwrite", (kept) => kept.delete(id));
    }
  };
  const download = async (id) => {
    const one = await get(id);
    const at = URL.createObjectURL(new Blob([one.replay], { type: "application/octet-stream" }));
    const link = document.createElement("a");
    link.href = at;
    link.download = id;
    link.click();
    setTimeout(() => URL.revokeObjectURL(at), 60000);
  };
  window.musterKept = { list, get, put, download };
})();
