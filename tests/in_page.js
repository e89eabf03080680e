// What the browser tests ask of a page. It is put into each page before the page's own content.

const OPERABLE = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]';

const shown = (element) => element.checkVisibility({ visibilityProperty: true });

// Relative luminance and contrast, as WCAG 2.2 defines them, of what getComputedStyle gives.
const luminance = (colour) => {
  const [r, g, b] = colour.match(/[\d.]+/g).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
const background = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (!/, 0\)$/.test(colour)) return colour;
  }
  return "rgb(255, 255, 255)";
};

// How the focus is shown: the width of the ring in px, and the contrast of its better colour with what is around it.
const ring = (element) => {
  const style = getComputedStyle(element);
  const around = background(element.parentElement);
  const colours = [style.outlineColor, ...(style.boxShadow.match(/rgba?\([^)]*\)/g) ?? [])];
  const width = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  return { width, contrast: Math.max(...colours.map((colour) => contrast(colour, around))) };
};

globalThis.inPage = {
  overflow: () => document.documentElement.scrollWidth - innerWidth,

  headings: () => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown).map((h) => Number(h.tagName[1])),

  // The policy of the site lets no page bring a style with it, but a script may make one.
  restyle: (css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = css ? [sheet] : [];
  },

  operable: () => [...document.querySelectorAll(OPERABLE)].filter(shown).length,

  // Notes what has the focus whenever Tab is about to take it away. Its place is its position among all operable ones.
  watchFocus: () => {
    const all = [...document.querySelectorAll(OPERABLE)].filter(shown);
    const seen = [];
    addEventListener("keydown", () => {
      const element = document.activeElement;
      if (element === document.body) return;
      const box = element.getBoundingClientRect();
      const inView = box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
      seen.push({ place: all.indexOf(element), html: element.outerHTML.slice(0, 120), inView, ...ring(element) });
    });
    globalThis.inPage.seen = seen;
  },

  // Promises how far what has the focus is scrolled to the right, once it is scrolled.
  watchScrolling: () => {
    const element = document.activeElement;
    globalThis.inPage.scrolled = new Promise((tell) => {
      element.addEventListener("scroll", () => tell(element.scrollLeft), { once: true });
    });
  },

  printed: () => ({
    furniture: [...document.querySelectorAll("nav, form, .skip, details:not(.held)")].filter(shown).map((e) => e.outerHTML.slice(0, 120)),
    silent: [...document.querySelectorAll('main a[href^="http"]')]
      .filter(shown)
      .filter((a) => !(getComputedStyle(a, "::after").content + a.textContent).includes(a.getAttribute("href")))
      .map((a) => a.href),
  }),
};
