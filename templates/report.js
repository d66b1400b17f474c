// Shows, of the incidents of a report, those that have every word typed.
(function () {
  "use strict";
  var filter = document.getElementById("the_filter");
  var words = document.getElementById("the_words");
  var tally = document.getElementById("the_tally");
  if (!filter || !words || !tally) return;
  function plain(text) {
    return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  }
  var cases = [].map.call(document.querySelectorAll(".case"), function (element) {
    return { element: element, text: plain(element.textContent) };
  });
  function show() {
    var wanted = plain(words.value).split(/\s+/).filter(Boolean);
    var shown = 0;
    cases.forEach(function (one) {
      var fits = wanted.every(function (word) { return one.text.indexOf(word) >= 0; });
      one.element.hidden = !fits;
      if (fits) shown += 1;
    });
    tally.textContent = wanted.length ? shown + " of " + cases.length : "";
  }
  filter.hidden = false;
  words.addEventListener("input", show);
  show();
})();
