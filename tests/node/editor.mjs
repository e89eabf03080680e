// Opens YAML files in the YAML language server, as an editor does, and prints {file: [what it says]} as JSON.
// Usage: node editor.mjs SCHEMA [--whatever-they-name] < list of files, one on each line
// With --whatever-they-name, the schema that a file names in its first line is not looked for.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { languageServer } from "./language_server.mjs";

const waiting = new Map();
const server = await languageServer(process.argv[2], (uri, said) => waiting.get(uri)?.(said));

const read = (file) => {
  const text = readFileSync(file, "utf8");
  return process.argv[3] === "--whatever-they-name" ? text.replace(/^# yaml-language-server:.*/, "#") : text;
};

// The server waits a little after each file is opened, so all are opened before the first answer is awaited.
const answers = [];
for (const file of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const uri = pathToFileURL(file).href;
  answers.push(new Promise((resolve) => waiting.set(uri, (said) => resolve([file, said]))));
  server.open(uri, read(file));
}
server.end(Object.fromEntries(await Promise.all(answers)));
