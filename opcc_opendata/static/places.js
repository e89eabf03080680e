// Puts a link to itself at the end of each paragraph that has an address, as the site with a server has it.
// `opccPlaces` is its name for those who hear it, by language.
(function () {
  "use strict";
  var BLOCKS = /^(?:BLOCKQUOTE|DIV|DL|OL|P|PRE|TABLE|UL)$/;
  document.querySelectorAll("[id^='p-']").forEach(function (block) {
    var link = document.createElement("a"), within = block, before = null;
    link.className = "pin";
    link.href = "#" + block.id;
    link.setAttribute("aria-label", opccPlaces[document.documentElement.lang] || opccPlaces.en);
    link.textContent = "¶";
    if (block.tagName === "TR") within = block.lastElementChild || block;
    else if (block.tagName === "PRE") within = block.querySelector("code") || block;
    else before = Array.from(block.children).find(function (child) { return BLOCKS.test(child.tagName); }) || null;
    within.insertBefore(document.createTextNode(" "), before);
    within.insertBefore(link, before);
  });
})();
