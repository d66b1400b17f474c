// What every page does.
//
// Light or dark: as the system has it, until the reader says otherwise. The choice stays in this browser. And `/` leads to
// the search.
(function () {
  "use strict";
  var KEY = "precedent-theme";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return window.localStorage.getItem(KEY);
    } catch (error) {
      return null; // Storage may be closed to pages from disk; the choice then lasts as long as the page.
    }
  }

  function keep(theme) {
    try {
      window.localStorage.setItem(KEY, theme);
    } catch (error) {
      return;
    }
  }

  function apply(theme) {
    if (theme === "light" || theme === "dark") root.setAttribute("data-theme", theme);
  }

  function isDark() {
    var theme = root.getAttribute("data-theme");
    return theme ? theme === "dark" : dark.matches;
  }

  apply(chosen());

  document.addEventListener("DOMContentLoaded", function () {
    var button = document.querySelector(".theme");
    if (!button) return;
    function name() {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", isDark() ? "Switch to light colours" : "Switch to dark colours");
    }
    button.addEventListener("click", function () {
      var theme = isDark() ? "light" : "dark";
      apply(theme);
      keep(theme);
      name();
    });
    dark.addEventListener("change", name);
    name();
    button.hidden = false;
  });

  function isWriting(element) {
    return /^(?:input|select|textarea)$/i.test(element.tagName) || element.isContentEditable;
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.altKey || event.ctrlKey || event.metaKey || isWriting(event.target)) return;
    var query = document.getElementById("search_query");
    if (!query) return;
    event.preventDefault();
    query.focus();
    query.select();
  });
})();
