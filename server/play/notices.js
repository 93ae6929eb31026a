// Shows what the server tells a player who is not here: that a turn is theirs. It does nothing else, and no page of
// ours is served by it.
"use strict";

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data.json();
  } catch {
    // what cannot be read is told of all the same: browsers want something to be shown
  }
  event.waitUntil(self.registration.showNotification(told.title || "Muster", {
    body: told.body || "", tag: told.tag || "muster", data: { link: told.link || "" },
  }));
});

// A click leads to the match, or to the page that confirms: at this server, and nowhere else.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  let link;
  try {
    link = new URL(event.notification.data.link, self.location.href);
  } catch {
    return;
  }
  if (link.origin === self.location.origin) {
    event.waitUntil(self.clients.openWindow(link.href));
  }
});
