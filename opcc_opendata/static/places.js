// Puts a link to itself at the end of each paragraph that has an address, and of the name of each recommendation, as the
// site with a server has it. `opccPlaces` has the names of the two for those who hear them, by language.
(function () {
  "use strict";
  var BLOCKS = /^(?:BLOCKQUOTE|DIV|DL|OL|P|PRE|TABLE|UL)$/;
  var names = opccPlaces[document.documentElement.lang] || opccPlaces.en;
  function add(within, before, place, name, sign) {
    var link = document.createElement("a");
    link.className = "pin";
    link.href = "#" + place;
    link.setAttribute("aria-label", name);
    link.textContent = sign;
    within.insertBefore(document.createTextNode(" "), before);
    within.insertBefore(link, before);
  }
  document.querySelectorAll("[id^='p-']").forEach(function (block) {
    var within = block, before = null;
    if (block.tagName === "TR") within = block.lastElementChild || block;
    else if (block.tagName === "PRE") within = block.querySelector("code") || block;
    else before = Array.from(block.children).find(function (child) { return BLOCKS.test(child.tagName); }) || null;
    add(within, before, block.id, names[0], "¶");
  });
  document.querySelectorAll("article[id] > header > h3").forEach(function (heading) {
    add(heading, null, heading.closest("article").id, names[1], "#");
  });
})();
