// Reloads the page once what is served is no longer what the page was made from. Only pages that are being served load it.
(function () {
  "use strict";
  var script = new URL(document.currentScript.src);
  var shown = script.search.slice(1);
  var news = new URL("events", script).href;
  var source = null;

  function listen() {
    if (source) return;
    source = new EventSource(news);
    source.onmessage = function (event) {
      if (event.data === shown) return;
      leave();
      window.location.reload();
    };
  }

  function leave() {
    if (source) source.close();
    source = null;
  }

  // A browser keeps few connections to a server, so only pages that somebody sees hold one.
  function look() {
    if (document.visibilityState === "hidden") leave();
    else listen();
  }

  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", look);
  look();
})();
