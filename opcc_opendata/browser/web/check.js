// The page Check: files are read here, checked by Python in a worker, and the answer is shown. Nothing leaves this page.
"use strict";

(() => {
  const HERE = new URL("./", document.currentScript.src).href;
  const byId = (id) => document.getElementById(id);
  const words = JSON.parse(byId("check-words").textContent);
  const [state, tool, choose, drop, results] = ["check-state", "check-tool", "check-files", "check-drop", "check-results"].map(byId);

  const WORKBOOK = /\.(?:xlsx|zip)$/i;
  const WORD = /\.doc[xm]$/i;
  const DOCUMENT = /\.(?:doc|odt|rtf|pdf|eml|msg)$/i; // not read here
  const MOST_BYTES = 1_000_000; // of a record, as for the command line
  const MOST_BYTES_OF_WORKBOOK = 20_000_000;
  const MOST_BYTES_OF_WORD = 50_000_000;
  const MOST_FILES = 200;
  const MOST_BYTES_OF_ALL = 50_000_000;
  const SECONDS = 300; // for one check, once Python runs

  const say = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, () => String(value)), words[key]);
  const report = (text) => (state.textContent = text);

  if (location.protocol === "file:") return report(say("disk"));
  if (!self.Worker || !self.WebAssembly || !self.DecompressionStream) return report(say("old"));
  report(say("idle"));
  tool.hidden = false;

  let worker, ready, waiting, timer;
  let number = 0;

  function start() {
    if (worker) return;
    ready = false;
    report(say("loading"));
    worker = new Worker(`${HERE}check-worker.js`);
    worker.onmessage = ({ data }) => heard(data);
    worker.onerror = () => fail();
  }

  function heard(data) {
    if (data.state === "python") report(say("starting"));
    if (data.state === "ready") {
      ready = true;
      report(say(waiting ? "checking" : "ready"));
      if (waiting) watch();
    }
    if (data.state === "failed") fail(data.why);
    if (data.number !== number) return; // an answer to what nobody waits for any more
    if (data.state === "checked") {
      done();
      show(JSON.parse(data.answer));
    }
    if (data.state === "broken") stop(say("broken", { why: data.why.trim().split("\n").pop() }));
  }

  function done() {
    waiting = false;
    clearTimeout(timer);
    results.removeAttribute("aria-busy");
  }

  function watch() {
    clearTimeout(timer);
    timer = setTimeout(() => stop(say("slow")), SECONDS * 1000);
  }

  // Whatever the worker is at, it is ended; the next file gets a new one.
  function stop(why) {
    done();
    number += 1;
    worker.terminate();
    worker = undefined;
    report(why);
  }

  function fail(why) {
    stop(why ? `${say("failed")} (${why})` : say("failed"));
  }

  async function checkFiles(list) {
    const chosen = [...list];
    if (!chosen.length) return;
    if (chosen.length > MOST_FILES) return report(say("too_many", { n: MOST_FILES }));
    results.replaceChildren();
    results.setAttribute("aria-busy", "true");
    start();
    number += 1;
    const mine = number;
    let bytes = 0;
    const files = [];
    for (const file of chosen) {
      const most = mostBytes(file.name);
      let content; // none where it is too large to be read
      if (file.size <= most && bytes + file.size <= MOST_BYTES_OF_ALL) {
        bytes += file.size;
        try {
          content = new Uint8Array(await file.arrayBuffer());
        } catch {
          return stop(say("unreadable", { file: file.name }));
        }
      } else if (file.size <= most) {
        return stop(say("too_much"));
      }
      files.push([file.name, file.size, content]);
    }
    if (mine !== number || !worker) return; // others were chosen meanwhile
    waiting = true;
    report(say(ready ? "checking" : "loading"));
    if (ready) watch();
    worker.postMessage({ number: mine, files });
  }

  function mostBytes(name) {
    if (WORKBOOK.test(name)) return MOST_BYTES_OF_WORKBOOK;
    if (WORD.test(name)) return MOST_BYTES_OF_WORD;
    return DOCUMENT.test(name) ? 0 : MOST_BYTES;
  }

  function element(name, text = "", properties = {}) {
    const made = Object.assign(document.createElement(name), properties);
    made.textContent = text;
    return made;
  }

  function show(answer) {
    report(say("checked"));
    const head = element("h2", say("results"), { id: "check-heading", tabIndex: -1 });
    const parts = [head];
    for (const sentence of answer.summary) parts.push(element("p", sentence, { className: "lead", lang: "en" }));
    for (const [file, reason, sentence] of answer.refused) {
      const said = sentence ? { className: "notice", lang: "en" } : { className: "notice" };
      parts.push(element("p", sentence || say(`refused_${reason}`, { file }), said));
    }
    for (const notice of answer.notices) parts.push(element("p", notice, { lang: "en" }));
    const byFile = Map.groupBy ? Map.groupBy(answer.problems, (one) => one.file) : grouped(answer.problems);
    for (const [file, problems] of byFile) {
      parts.push(element("h3", file, { className: "wrap" }));
      const list = element("ol", "", { className: "check-problems" });
      list.append(...problems.map(item));
      parts.push(list);
    }
    for (const [file, text] of answer.drafts) parts.push(folded(say("draft", { file }), text));
    if (answer.text) parts.push(...asText(answer.text));
    results.replaceChildren(...parts);
    head.focus();
  }

  function grouped(problems) {
    const found = new Map();
    for (const one of problems) found.set(one.file, [...(found.get(one.file) || []), one]);
    return found;
  }

  function item(one) {
    const made = element("li");
    const kind = element("span", `${say(one.severity)} ${one.code}`.trim(), {
      className: one.severity === "error" ? "tag bad" : "tag",
    });
    // Where the whole file is meant, there is no line.
    const place = one.cell || (one.line ? say("place", { line: one.line, column: one.column }) : "");
    made.append(kind, " ", element("span", place, { className: "quiet" }), element("br"));
    made.append(element("span", one.message, { lang: "en" }));
    if (one.hint) made.append(" ", element("span", one.hint, { className: "quiet", lang: "en" }));
    return made;
  }

  function asText(text) {
    const copy = element("button", say("copy"), { type: "button", className: "button" });
    const save = element("a", say("save"), { download: "check.txt" });
    save.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    copy.onclick = () =>
      navigator.clipboard.writeText(text).then(
        () => report(say("copied")),
        () => report(say("not_copied")),
      );
    const line = element("p");
    line.append(copy, " ", save);
    return [line, folded(say("as_printed"), text)];
  }

  function folded(heading, text) {
    const made = element("details");
    made.append(element("summary", heading), element("pre", text, { className: "snippet", lang: "en" }));
    return made;
  }

  // What is needed is fetched once somebody means to check something, and not for every visit.
  for (const kind of ["click", "dragenter"]) drop.addEventListener(kind, start);
  choose.addEventListener("change", () => {
    checkFiles(choose.files);
  });
  choose.addEventListener("click", () => {
    choose.value = ""; // so that the same file, changed meanwhile, can be chosen again
  });
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over-it");
    });
  }
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over-it"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    checkFiles(event.dataTransfer.files);
  });
  // A file that is dropped beside the box is not opened in place of this page.
  for (const kind of ["dragover", "drop"]) self.addEventListener(kind, (event) => event.preventDefault());
})();
