// Searches the files of a site without a server. The index comes as classic scripts, because a page that is opened from
// a disk may fetch nothing. What is searched for and how it is ranked is that of opcc_opendata/search: parse in query.py,
// understand in understand.py and word_forms.py, the order in ranking.py, the newness of a response in find.py. Stems are those of
// SQLite's tokenizer "porter unicode61 remove_diacritics 2".
(function () {
  "use strict";
  var MOST_WORDS = 100, MOST_TERMS = 12, SHORTEST_MISTYPED = 5, MOST_MISTYPED = 3, LONG = 8, SHORTEST_HALF = 3;
  var LONGEST_WORD = 40, RARE = 3, COMMONER = 50, CANDIDATES = 12, FEW = 20, ON_A_PAGE = 20, SHORTEST_OWNER = 3;
  var DIGITS = 91, ALONE = 44, LOW = 64, FAR = 90, FIRST = 33, SKIPPED = [34, 60, 92];
  var K1 = 1.2, B = 0.75, LEAST = 1e-6, SEPARATOR = "z0z0z0";
  var here = document.currentScript ? document.currentScript.src.replace(/assets\/[^/]*$/, "") : "";
  var VALUES = [], digits = 0;
  for (var code = FIRST; digits < DIGITS; code++) if (SKIPPED.indexOf(code) < 0) VALUES[code] = digits++;
  var scripts = {}, waiting = {}, known = {};

  window.opccSearch = function (name, data) {
    scripts[name] = data;
    if (waiting[name]) waiting[name](data);
  };

  function script(name) {
    if (!known[name]) {
      known[name] = new Promise(function (resolve, reject) {
        if (scripts[name]) { resolve(scripts[name]); return; }
        waiting[name] = resolve;
        var element = document.createElement("script");
        element.src = here + "search/" + name + ".js";
        element.onerror = reject;
        document.head.appendChild(element);
      });
    }
    return known[name];
  }

  // --- words and stems --------------------------------------------------------------------------------------------

  function folded(text) {
    var plain = text.toLowerCase().replace(/&/g, " and ").replace(/['’]/g, "").normalize("NFKD").replace(/\p{M}/gu, "");
    return plain.match(/[\p{L}\p{N}]+/gu) || [];
  }

  function tokens(term) {
    var plain = term.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return (plain.match(/[\p{L}\p{N}\p{Co}]+/gu) || []).map(stem);
  }

  function isVowel(letter, afterConsonant) {
    return "aeiou".indexOf(letter) >= 0 || (afterConsonant && letter === "y");
  }

  function gobble(word, consonant) {
    var at = 0;
    for (; at < word.length; at++) { consonant = !isVowel(word[at], consonant); if (!consonant) break; }
    for (at++; at < word.length; at++) { consonant = !isVowel(word[at], consonant); if (consonant) return at + 1; }
    return 0;
  }

  function over0(word) { return gobble(word, false) > 0; }
  function over1(word) { var at = gobble(word, false); return at > 0 && gobble(word.slice(at), true) > 0; }
  function is1(word) { var at = gobble(word, false); return at > 0 && gobble(word.slice(at), true) === 0; }
  function hasVowel(word) {
    for (var at = 0; at < word.length; at++) if (isVowel(word[at], at > 0)) return true;
    return false;
  }
  function endsShort(word) {
    if ("wxy".indexOf(word[word.length - 1]) >= 0) return false;
    var mask = 0, consonant = false;
    for (var at = 0; at < word.length; at++) {
      consonant = !isVowel(word[at], consonant);
      mask = ((mask << 1) + (consonant ? 1 : 0)) & 7;
    }
    return mask === 5;
  }

  var STEP2 = ("ational ate tional tion enci ence anci ance izer ize logi log bli ble alli al entli ent eli e ousli ous " +
    "ization ize ation ate ator ate alism al iveness ive fulness ful ousness ous aliti al iviti ive biliti ble").split(" ");
  var STEP3 = "ical ic ness - icate ic iciti ic ful - ative - alize al".split(" ");
  var STEP4 = "al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize".split(" ");

  function replaced(word, pairs) {
    for (var n = 0; n < pairs.length; n += 2) {
      if (word.length > pairs[n].length && word.endsWith(pairs[n])) {
        var before = word.slice(0, -pairs[n].length);
        return over0(before) ? before + (pairs[n + 1] === "-" ? "" : pairs[n + 1]) : word;
      }
    }
    return word;
  }

  function step4(word) {
    for (var n = 0; n < STEP4.length; n++) {
      if (word.length > STEP4[n].length && word.endsWith(STEP4[n])) {
        var before = word.slice(0, -STEP4[n].length);
        var fits = over1(before) && (STEP4[n] !== "ion" || /[st]$/.test(before));
        return fits ? before : word;
      }
    }
    return word;
  }

  function stem(word) {
    var length = new TextEncoder().encode(word).length, cut = "", n;
    if (length < 3 || length > 64) return word;
    if (word.endsWith("s")) {
      if (/(?:.sses|.ies)$/.test(word) || word === "ies") word = word.slice(0, word === "ies" ? -1 : -2);
      else if (!word.endsWith("ss")) word = word.slice(0, -1);
    }
    if (word.length > 3 && word.endsWith("eed")) { if (over0(word.slice(0, -3))) word = word.slice(0, -1); }
    else if (word.length > 3 && word.endsWith("ing")) { if (hasVowel(word.slice(0, -3))) cut = word.slice(0, -3); }
    else if (word.length > 2 && word.endsWith("ed")) { if (hasVowel(word.slice(0, -2))) cut = word.slice(0, -2); }
    if (cut) {
      word = cut;
      n = word.length;
      if (n > 2 && /(?:at|bl|iz)$/.test(word)) word += "e";
      else if (!isVowel(word[n - 1], false) && !/[lsz]$/.test(word) && word[n - 1] === word[n - 2]) word = word.slice(0, -1);
      else if (is1(word) && endsShort(word)) word += "e";
    }
    if (word.endsWith("y") && hasVowel(word.slice(0, -1))) word = word.slice(0, -1) + "i";
    word = step4(replaced(replaced(word, STEP2), STEP3));
    if (word.endsWith("e")) {
      var before = word.slice(0, -1);
      if (over1(before) || (is1(before) && !endsShort(before))) word = before;
    }
    if (word.length > 1 && word.endsWith("ll") && over1(word.slice(0, -1))) word = word.slice(0, -1);
    return word;
  }

  // --- what was typed ---------------------------------------------------------------------------------------------

  function term(text) {
    var plain = Array.from(text).map(function (one) { return /[\p{L}\p{N}\p{M}\p{Co}]/u.test(one) ? one : " "; }).join("");
    var words = plain.split(" ").filter(function (one) { return one && one.toLowerCase() !== SEPARATOR; });
    return /[\p{L}\p{N}\p{Co}]/u.test(words.join("")) ? words.join(" ") : "";
  }

  function parse(typed) {
    var wanted = [], unwanted = [], quoted = new Set(), either = false, leftOut = false, piece;
    var pieces = /(-?)(?:["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+))/g;
    while ((piece = pieces.exec(typed))) {
      var minus = piece[1], phrase = piece[2], word = piece[3];
      if (!minus && (word === "OR" || word === "|")) { either = wanted.length > 0; continue; }
      if (!minus && (word === "NOT" || word === "AND" || word === "&")) { leftOut = word === "NOT"; continue; }
      var found = term(phrase === undefined ? word : phrase);
      if (!found) continue;
      if (minus || leftOut) unwanted.push(found);
      else if (either) wanted[wanted.length - 1].push(found);
      else wanted.push([found]);
      if (phrase !== undefined) quoted.add(found);
      either = leftOut = false;
    }
    return { wanted: wanted, unwanted: unwanted, quoted: quoted };
  }

  function count(query) {
    return unwantedAndWanted(query).reduce(function (sum, one) { return sum + one.split(/\s+/).length; }, 0);
  }
  function unwantedAndWanted(query) { return query.unwanted.concat.apply(query.unwanted, query.wanted); }
  function terms(query) { return Array.from(new Set([].concat.apply([], query.wanted))); }
  function withGroups(query, groups) { return { wanted: groups, unwanted: query.unwanted, quoted: query.quoted }; }
  function written(query) {
    function one(text) { return / /.test(text) || /^(?:OR|AND|NOT|&|\|)$/.test(text) ? '"' + text + '"' : text; }
    var groups = query.wanted.map(function (group) { return group.map(one).join(" OR "); });
    return groups.concat(query.unwanted.map(function (text) { return "-" + one(text); })).join(" ");
  }

  // --- the index --------------------------------------------------------------------------------------------------

  function scriptOf(word, number) {
    var found = 0x811c9dc5;
    for (var at = 0; at < word.length; at++) found = Math.imul(found ^ word.charCodeAt(at), 0x01000193) >>> 0;
    return String(found % number);
  }

  var places = new Map(), copied = new Map();

  // Reads runs of numbers: see `written` in search_index.py.
  function numbers(text) {
    var runs = text.split(" "), further = runs.pop(), at = 0;
    function next() { return VALUES[further.charCodeAt(at++)]; }
    return runs.map(function (run) {
      var made = new Array(run.length);
      for (var n = 0; n < run.length; n++) {
        var digit = VALUES[run.charCodeAt(n)];
        if (digit < ALONE) { made[n] = digit; continue; }
        var low = next(), high = digit - ALONE;
        if (digit === FAR) {
          var more = 0, one = next();
          for (; one >= LOW; one = next()) more = more * (DIGITS - LOW) + one - LOW + 1;
          high += more * LOW + one;
        }
        made[n] = ALONE + high * LOW + low;
      }
      return made;
    });
  }

  // Adds the places in texts that another response has too: see shared_texts.py.
  function withCopies(index, found) {
    var changed = new Set();
    Array.from(found).forEach(function (one) {
      (index.shared.get(one[0]) || []).forEach(function (text) {
        var held = one[1].filter(function (at) { return at >= text.start && at < text.start + text.length; });
        if (held.length) text.copies.forEach(function (copy) {
          var further = held.map(function (at) { return at - text.start + copy.start; });
          found.set(copy.response, (found.get(copy.response) || []).concat(further));
          changed.add(copy.response);
        });
      });
    });
    changed.forEach(function (response) { found.get(response).sort(function (one, other) { return one - other; }); });
  }

  function sharedTexts(data) {
    var runs = numbers(data.texts), first = 0, shared = new Map();
    var texts = runs[0].map(function (further, n) {
      first += further;
      var text = { start: runs[1][n], length: runs[2][n], copies: [] };
      shared.set(first, (shared.get(first) || []).concat([text]));
      return text;
    });
    copied = new Map();
    data.responses.forEach(function (row) {
      var own = numbers(row[14]), number = 0, runs = [];
      own[0].forEach(function (further, n) {
        number += further;
        texts[number].copies.push({ response: row[0], start: own[1][n] });
        runs.push({ start: own[1][n], length: texts[number].length });
      });
      copied.set(row[0], runs.sort(function (one, other) { return one.start - other.start; }));
    });
    return shared;
  }

  // Gives the places of own words, which are written as if there were no copies.
  function amongCopies(places, runs) {
    var further = 0, n = 0;
    return places.map(function (place) {
      for (; n < runs.length && runs[n].start <= place + further; n++) further += runs[n].length;
      return place + further;
    });
  }

  async function placesOf(index, word) {
    if (!places.has(word)) {
      var held = (await script(scriptOf(word, index.scripts)))[word], found = new Map();
      if (held) {
        var runs = numbers(held), response = 0, at = 0;
        runs[0].forEach(function (further, one) {
          var n = runs[1][one] + 1, own = new Array(n), place = 0;
          for (var i = 0; i < n; i++) { place += runs[2][at++]; own[i] = place; }
          response += further;
          found.set(response, amongCopies(own, copied.get(response)));
        });
        withCopies(index, found);
      }
      places.set(word, found);
    }
    return places.get(word);
  }

  // Gives response → places at which a term begins.
  async function find(index, text) {
    var words = tokens(text);
    if (!words.length) return new Map();
    var lists = await Promise.all(words.map(function (word) { return placesOf(index, word); }));
    if (lists.length === 1) return lists[0];
    var found = new Map();
    lists[0].forEach(function (first, response) {
      if (!lists.every(function (list) { return list.has(response); })) return;
      var sets = lists.slice(1).map(function (list) { return new Set(list.get(response)); });
      var own = first.filter(function (at) { return sets.every(function (set, n) { return set.has(at + n + 1); }); });
      if (own.length) found.set(response, own);
    });
    return found;
  }

  async function hits(index, text) { return (await find(index, text)).size; }

  // Gives the weights of the texts in which some places of a response are, in their order.
  function weightsOf(response, places) {
    var column = 0;
    return places.map(function (at) {
      while (at >= response.ends[column]) column++;
      return response.weights[column];
    });
  }

  async function search(index, query, force) {
    var groups = await Promise.all(query.wanted.map(function (group) {
      return Promise.all(group.map(function (text) { return find(index, text); }));
    }));
    var unwanted = await Promise.all(query.unwanted.map(function (text) { return find(index, text); }));
    var all = index.responses.length;
    var phrases = [].concat.apply([], groups).map(function (list) {
      var idf = Math.log((all - list.size + 0.5) / (list.size + 0.5));
      return { list: list, idf: idf > 0 ? idf : LEAST };
    });
    var average = index.total / all, found = [];
    index.responses.forEach(function (response) {
      var has = function (list) { return list.has(response.id); };
      if (force && response.force !== force) return;
      if (!groups.every(function (group) { return group.some(has); }) || unwanted.some(has)) return;
      var score = 0;
      phrases.forEach(function (phrase) {
        var own = phrase.list.get(response.id);
        if (!own) return;
        var often = 0;
        weightsOf(response, own).forEach(function (weight) { often += weight; });
        score += phrase.idf * (often * (K1 + 1)) / (often + K1 * (1 - B + B * response.size / average));
      });
      found.push({ response: response, rank: score * (0.7 + 0.00003 * response.recency) });
    });
    // Of very many, those come first that have all the words in the kind of text that counts most.
    if (found.length > index.mostRanked) {
      found.forEach(function (one) {
        one.rank = Math.min.apply(null, groups.map(function (group) {
          return Math.max.apply(null, group.map(function (list) {
            return Math.max.apply(null, weightsOf(one.response, list.get(one.response.id) || []));
          }));
        }));
      });
    }
    found.sort(function (one, other) {
      return other.rank - one.rank || other.response.recency - one.response.recency || other.response.id - one.response.id;
    });
    return found.map(function (one) { return one.response; });
  }

  function read(data, words) {
    var index = { scripts: words.scripts, total: data.total, words: words.words.split(" "), names: new Set(words.names) };
    index.known = new Set(index.words);
    index.shared = sharedTexts(data);
    index.mostRanked = data.mostRanked;
    index.responses = data.responses.map(function (row) {
      var ends = [], weights = [], at = 0, parts = row[3];
      // Each column begins after the one before, with a place between that no word has.
      for (var n = 0; n < parts.length; n += 2) {
        at += parts[n + 1] + 1;
        ends.push(at);
        weights.push(data.weights[parts[n]]);
      }
      return { id: row[0], recency: row[1], size: row[2], ends: ends, weights: weights, name: row[4], title: row[5],
        isWelsh: row[6], force: row[7], forceTitle: row[8], body: row[9], day: row[10], status: row[11], inWelsh: row[12], file: row[13] };
    });
    index.forms = new Map();
    words.forms.forEach(function (line) {
      line.split(" ").forEach(function (form, n, forms) { index.forms.set(form, forms); });
    });
    index.compounds = new Map(); index.long = new Map(); index.short = new Map(); index.ofTerms = new Set();
    words.terms.forEach(function (row) {
      row.forEach(function (text) { folded(text).forEach(function (word) { index.ofTerms.add(word); }); });
      if (row[0] === row[0].toLowerCase()) index.compounds.set(row[0], row[1]);
    });
    words.terms.forEach(function (row) {
      if (row[0] !== row[0].toUpperCase()) return;
      var spellings = [row[1]];
      index.compounds.forEach(function (apart, joined) {
        if ((" " + row[1] + " ").indexOf(" " + apart + " ") >= 0)
          spellings.push((" " + row[1] + " ").replaceAll(" " + apart + " ", " " + joined + " ").trim());
      });
      index.long.set(row[0], (index.long.get(row[0]) || []).concat(spellings));
      index.short.set(letters(row[1]), (index.short.get(letters(row[1])) || []).concat([row[0]]));
    });
    return index;
  }

  // --- what may be meant ------------------------------------------------------------------------------------------

  function once(texts) {
    var seen = new Set();
    return texts.filter(function (one) {
      var key = one.toLowerCase();
      return seen.has(key) ? false : seen.add(key);
    });
  }
  function letters(text) { return folded(text).map(function (word) { return word.replace(/s$/, ""); }).join(""); }
  function mayJoin(words) {
    return words.length === 2 && Math.min(words[0].length, words[1].length) > 1 &&
      words[0].length + words[1].length >= 2 * SHORTEST_HALF;
  }
  function has(index, word) { return index.known.has(folded(word).join(" ")); }

  function asAbbreviation(index, text) {
    var forms = [text, text.replace(/s$/, "").replace(/S$/, "")];
    for (var n = 0; n < 2; n++) {
      var one = forms[n];
      if (index.long.has(one.toUpperCase()) && (one.length > 2 || (one === one.toUpperCase() && one !== one.toLowerCase())))
        return one.toUpperCase();
    }
    return "";
  }

  async function understand(index, typed) {
    var nothing = { query: typed, added: [], joined: [], corrected: [], offered: null };
    if (typed.wanted.length > MOST_TERMS) return nothing;
    var corrected = [], query = await correct(index, typed, corrected);
    query = withAbbreviations(index, withOtherForms(index, await withOtherSpellings(index, query)));
    var before = new Set(terms(typed).concat(corrected.map(function (pair) { return pair[1]; }))
      .map(function (one) { return folded(one).join(" "); }));
    var groups = [];
    for (var group of query.wanted) {
      var kept = [];
      for (var one of group) if (before.has(folded(one).join(" ")) || (await mayFind(index, one))) kept.push(one);
      groups.push(kept.length ? kept : group.slice(0, 1));
    }
    query = withGroups(query, groups);
    if (count(query) > MOST_WORDS) return nothing;
    var fresh = terms(query).filter(function (one) { return !before.has(folded(one).join(" ")); });
    var line = " " + typed.wanted.map(function (group) { return folded(group[0]).join(" "); }).join(" ") + " ";
    var joined = fresh.filter(function (one) { return / /.test(one) && line.indexOf(" " + one + " ") >= 0; });
    var added = fresh.filter(function (one) { return joined.indexOf(one) < 0; });
    var offered = corrected.length ? null : await commoner(index, typed);
    return { query: query, added: added, joined: joined, corrected: corrected, offered: offered };
  }

  async function mayFind(index, text) {
    for (var word of text.split(/\s+/)) if (!(await hits(index, word))) return false;
    return true;
  }

  function mistyped(group, typed) {
    var word = folded(group[0]).join(" ");
    return group.length === 1 && !typed.quoted.has(group[0]) && word.length >= SHORTEST_MISTYPED &&
      word.length <= LONGEST_WORD && /^\p{L}+$/u.test(word) ? word : "";
  }

  async function correct(index, typed, corrected) {
    var groups = [], lookedFor = 0;
    for (var group of typed.wanted) {
      var word = lookedFor < MOST_MISTYPED ? mistyped(group, typed) : "", near = null;
      if (word && !index.names.has(word) && !index.ofTerms.has(word) && !(await hits(index, word)) &&
          !(asAbbreviation(index, word) || index.compounds.has(word) || otherForms(index, word).length ||
            (await split(index, word)).length)) {
        lookedFor++;
        near = await nearest(index, word);
      }
      groups.push(near ? [near.word] : group);
      if (near) corrected.push([group[0], near.word]);
    }
    return withGroups(typed, groups);
  }

  async function commoner(index, typed) {
    var groups = [], lookedFor = 0, changed = false;
    for (var group of typed.wanted) {
      var word = lookedFor < MOST_MISTYPED ? mistyped(group, typed) : "", own = word ? await hits(index, word) : 0;
      var near = null;
      if (word && own > 0 && own < RARE) {
        lookedFor++;
        near = await nearest(index, word);
      }
      if (near && near.hits >= COMMONER * own && !isForm(index, word, near.word)) { groups.push([near.word]); changed = true; } else groups.push(group);
    }
    return changed ? withGroups(typed, groups) : null;
  }

  async function nearest(index, word) {
    var most = word.length < LONG ? 1 : 2, near = [];
    index.words.forEach(function (one, at) {
      if (one.length < SHORTEST_MISTYPED - 1 || one.length > LONGEST_WORD || Math.abs(one.length - word.length) > most) return;
      var away = distance(word, one, most);
      if (away <= most) near.push({ away: away, at: at, word: one });
    });
    near.sort(function (one, other) { return one.away - other.away || one.at - other.at; });
    var best = null;
    for (var one of near.slice(0, CANDIDATES)) {
      if (one.word === word) continue;
      one.other = one.word[0] !== word[0] ? 1 : 0;
      one.hits = await hits(index, one.word);
      if (!best || one.away - best.away || one.other - best.other || best.hits - one.hits) {
        if (!best || (one.away - best.away || one.other - best.other || best.hits - one.hits) < 0) best = one;
      }
    }
    return best;
  }

  // The least number of letters added, left out, changed or, beside each other, exchanged.
  function distance(one, other, most) {
    var before = [], last = [], own = [], i, j;
    for (j = 0; j <= other.length; j++) last[j] = j;
    for (i = 1; i <= one.length; i++) {
      own = [i];
      for (j = 1; j <= other.length; j++) {
        own[j] = Math.min(last[j] + 1, own[j - 1] + 1, last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
          own[j] = Math.min(own[j], before[j - 2] + 1);
      }
      if (Math.min.apply(null, own) > most) return most + 1;
      before = last;
      last = own;
    }
    return last[other.length];
  }

  async function split(index, word) {
    if (index.compounds.has(word) || !/^\p{L}+$/u.test(word) || word.length > LONGEST_WORD) return [];
    var halves = [], found = [];
    for (var at = 2; at < word.length - 1; at++) {
      var both = [word.slice(0, at), word.slice(at)];
      if (mayJoin(both) && both.every(function (half) { return index.known.has(half); })) halves.push(both.join(" "));
    }
    if (halves.length && (await hits(index, word)) <= Math.max(FEW, Math.floor(index.most / FEW)))
      for (var one of halves) if (await hits(index, one)) found.push(one);
    return found;
  }

  function plainWord(group, typed) {
    var words = folded(group[0]);
    return group.length === 1 && words.length === 1 && !typed.quoted.has(group[0]) ? [words[0]] : [];
  }

  function ofCompound(index, text, typed) {
    var joined = folded(text).join(""), apart = index.compounds.get(joined);
    return apart && !typed.quoted.has(text) ? [apart, joined] : [];
  }

  function withCompounds(index, typed) {
    var left = typed.wanted.slice(), made = [];
    while (left.length) {
      var group = left.shift();
      var words = plainWord(group, typed).concat(left.length ? plainWord(left[0], typed) : []), joined = words.join("");
      if (words.length === 2 && index.compounds.has(joined)) {
        left.shift();
        made.push([index.compounds.get(joined), joined]);
        continue;
      }
      made.push(once(group.concat.apply(group, group.map(function (one) { return ofCompound(index, one, typed); }))));
    }
    return made;
  }

  async function withOtherSpellings(index, typed) {
    var joined = withCompounds(index, typed), groups = [], n;
    for (var group of joined) {
      var added = group.slice();
      for (var text of group) {
        if (typed.quoted.has(text)) continue;
        var words = folded(text);
        if (words.length === 1) added = added.concat(await split(index, words[0]));
        else if (mayJoin(words) && has(index, words.join(""))) added.push(words.join(""));
      }
      groups.push(once(added));
    }
    for (n = 0; n + 1 < joined.length; n++) {
      var pair = plainWord(joined[n], typed).concat(plainWord(joined[n + 1], typed)), both = pair.join("");
      if (mayJoin(pair) && has(index, both)) {
        groups[n] = once(groups[n].concat([both]));
        groups[n + 1] = once(groups[n + 1].concat([both]));
      }
    }
    return withGroups(typed, groups);
  }

  // Gives the forms of a word that it does not find itself: for each stem, the first that stands in some text.
  function otherForms(index, text) {
    var words = folded(text), made = [];
    if (words.length === 2 && words[1] === "s" && words[0].length >= SHORTEST_OWNER && /^\p{L}+$/u.test(words[0])) {
      words = words.slice(0, 1);
      made.push(words[0]);
    }
    if (words.length !== 1) return made;
    var found = new Set([tokens(words[0]).join(" ")]);
    (index.forms.get(words[0]) || []).forEach(function (form) {
      var stem = tokens(form).join(" ");
      if (found.has(stem) || !index.known.has(form)) return;
      found.add(stem);
      made.push(form);
    });
    return made;
  }

  function isForm(index, word, other) {
    return otherForms(index, word).some(function (form) { return tokens(form).join(" ") === tokens(other).join(" "); });
  }

  function withOtherForms(index, query) {
    return withGroups(query, query.wanted.map(function (group) {
      return once(group.concat.apply(group, group.map(function (text) {
        return query.quoted.has(text) ? [] : otherForms(index, text);
      })));
    }));
  }

  function withAbbreviations(index, query) {
    var groups = query.wanted.map(function (group) {
      return once(group.concat.apply(group, group.map(function (text) {
        return query.quoted.has(text) ? [] : index.long.get(asAbbreviation(index, text)) || [];
      })));
    });
    for (var first = 0; first < query.wanted.length; first++) {
      for (var last = first; last < query.wanted.length; last++) {
        var run = query.wanted.slice(first, last + 1).map(function (group) { return group[0]; });
        if (run.some(function (text) { return query.quoted.has(text); })) break;
        (index.short.get(letters(run.join(" "))) || []).forEach(function (short) {
          for (var n = first; n <= last; n++) groups[n] = once(groups[n].concat([short]));
        });
      }
    }
    return withGroups(query, groups);
  }

  // --- the page ---------------------------------------------------------------------------------------------------

  var loading = null;
  function load() {
    loading = loading || Promise.all([script("responses"), script("words")]).then(function (both) {
      var index = read(both[0], both[1]);
      index.most = index.responses.reduce(function (most, one) { return Math.max(most, one.id); }, 0);
      return index;
    });
    return loading;
  }

  // What is found for what somebody typed: for the page, and for whoever wants to compare it with a server's answer.
  window.opccFind = async function (typed, force, exact) {
    var index = await load(), query = parse(typed);
    if (!query.wanted.length || count(query) > MOST_WORDS) return { found: [], understood: null };
    var understood = exact ? { query: query, added: [], joined: [], corrected: [], offered: null } :
      await understand(index, query);
    return { found: await search(index, understood.query, force), understood: understood };
  };
  window.opccStem = stem;

  function element(name, text, attributes) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    return made;
  }

  function day(text, language) {
    if (!/^\d{4}-\d\d(?:-\d\d)?$/.test(text)) return text;
    var parts = { year: "numeric", month: "long", timeZone: "UTC" };
    if (text.length === 10) parts.day = "numeric";
    return new Intl.DateTimeFormat(language === "cy" ? "cy-GB" : "en-GB", parts).format(new Date(text));
  }

  function show() {
    var answer = document.getElementById("answer"), list = document.getElementById("results");
    if (!answer || !list) return;
    var say = JSON.parse(document.getElementById("search-words").textContent);
    var asked = new URLSearchParams(location.search), language = document.documentElement.lang;
    var typed = (asked.get("q") || "").trim(), force = asked.get("force") || "", exact = asked.get("exact") === "1";
    var field = document.getElementById("q");
    field.value = typed;
    if (force) field.form.appendChild(element("input", "", { type: "hidden", name: "force", value: force }));
    if (!typed) return;
    document.title = typed + " – " + document.title;
    answer.replaceChildren(element("p", say.searching));
    window.opccFind(typed, force, exact).then(function (result) {
      var found = result.found, understood = result.understood, shown = 0;
      var made = [element("h2", found.length ? say.found.replace("{n}", found.length.toLocaleString("en-GB")) :
        say.none.replace("{words}", typed), { id: "found" })];
      function again(words, text, isExact) {
        var there = new URLSearchParams({ q: words });
        if (force) there.set("force", force);
        if (isExact) there.set("exact", "1");
        return element("a", text, { href: "?" + there });
      }
      function sentence(text, link) {
        var part = element("p", text + (link ? " " : ""), { "class": "understood" });
        if (link) part.appendChild(link);
        made.push(part);
      }
      if (understood) {
        understood.corrected.forEach(function (pair) {
          sentence(say.not_found.replace("{word}", pair[0]) + " " + say.corrected.replace("{words}", pair[1]),
            again(typed, say.exact, true));
        });
        if (understood.joined.length) sentence(say.joined.replace("{words}", understood.joined.join(", ")));
        if (understood.added.length)
          sentence(say.added.replace("{words}", understood.added.join(", ")), again(typed, say.exact, true));
        if (understood.offered) sentence(say.offered, again(written(understood.offered), written(understood.offered)));
      }
      answer.replaceChildren.apply(answer, made);
      var more = element("button", say.more, { type: "button" });
      function add() {
        var first = null;
        found.slice(shown, shown + ON_A_PAGE).forEach(function (response) {
          var item = element("li"), head = element("h3"), root = language === "cy" ? "../" : "";
          var folder = language === "cy" && response.inWelsh ? "" : root;
          var link = element("a", response.title, { href: folder + response.file });
          if (response.isWelsh !== (language === "cy")) link.lang = response.isWelsh ? "cy" : "en";
          head.appendChild(link);
          if (response.status === "replaced") head.appendChild(element("span", " " + say.replaced, { "class": "tag" }));
          var facts = [response.body, response.forceTitle, day(response.day, language)];
          item.append(head, element("p", facts.filter(Boolean).join(" · "), { "class": "quiet small" }));
          list.appendChild(item);
          first = first || link;
        });
        shown += ON_A_PAGE;
        if (shown >= found.length) more.remove(); else list.after(more);
        return first;
      }
      more.addEventListener("click", function () { add().focus(); });
      add();
    }).catch(function () { answer.replaceChildren(element("p", say.failed)); });
  }

  if (document.getElementById("search-words")) show();
  else document.addEventListener("DOMContentLoaded", show);
})();
