// Python in a worker: it is started once, and then checks what the page sends. Nothing is sent anywhere else.
"use strict";

const HERE = new URL("./", self.location.href).href;
const WASM = "pyodide.asm.wasm";

// The module comes compressed, whatever the server can do, and unpacked it has its media type.
const fetchFromServer = self.fetch.bind(self);
let missing; // loadPyodide would wait for ever for a module that does not come
const without = new Promise((_, reject) => (missing = reject));
without.catch(() => {}); // it is told below
self.fetch = async (address, options) => {
  if (String(address) !== HERE + WASM) return fetchFromServer(address, options);
  const packed = await fetchFromServer(`${HERE}${WASM}.gz.bin`, options).catch((error) => {
    missing(error);
    throw error;
  });
  if (!packed.ok) {
    missing(new Error(`${WASM}: ${packed.status}`));
    return packed;
  }
  const unpacked = packed.body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked, { headers: { "Content-Type": "application/wasm" } });
};

let check;

async function start() {
  const fetched = fetchFromServer(`${HERE}checks.zip`); // beside Python, and not after it
  fetched.catch(() => {}); // it is told below
  self.importScripts(`${HERE}pyodide.js`);
  const python = await Promise.race([without, self.loadPyodide({
    indexURL: HERE,
    // No package is ever looked for: all that is needed is in checks.zip.
    lockFileContents: {
      info: { abi_version: "2025_0", arch: "wasm32", platform: "emscripten_4_0_9", python: "3.13.2" },
      packages: {},
    },
    packageBaseUrl: HERE,
  })]);
  self.postMessage({ state: "python" });
  const checks = await fetched;
  if (!checks.ok) throw new Error(`checks.zip: ${checks.status}`);
  python.unpackArchive(await checks.arrayBuffer(), "zip", { extractDir: "/lib/checks" });
  check = python.runPython(`
import sys
sys.path.insert(0, "/lib/checks")
from opcc_opendata.browser.stand_ins import install
install()  # before anything that uses what the stand-ins are for
from opcc_opendata.browser.checking import check_json
check_json`);
}

const started = start();
started.then(
  () => self.postMessage({ state: "ready" }),
  (error) => self.postMessage({ state: "failed", why: String(error.message || error) }),
);

// Files come as [name, size, content, or undefined where it was too large to be read].
self.onmessage = async ({ data: { number, files } }) => {
  try {
    await started;
    self.postMessage({ state: "checked", number, answer: check(files) });
  } catch (error) {
    self.postMessage({ state: "broken", number, why: String(error.message || error) });
  }
};
