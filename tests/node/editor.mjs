// Opens YAML files in the YAML language server, as an editor does, and prints {file: [what it says]} as JSON.
// Usage: node editor.mjs SCHEMA [--whatever-they-name] < list of files, one on each line
// With --whatever-they-name, the schema that a file names in its first line is not looked for.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const rpc = require("vscode-jsonrpc/node");
const schema = pathToFileURL(process.argv[2]).href;
const settings = { yaml: { schemas: { [schema]: ["**"] }, schemaStore: { enable: false }, validate: true } };

const program = require.resolve("yaml-language-server/bin/yaml-language-server");
const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = rpc.createMessageConnection(
  new rpc.StreamMessageReader(server.stdout),
  new rpc.StreamMessageWriter(server.stdin),
);
const waiting = new Map();
connection.onRequest("workspace/configuration", ({ items }) => items.map(({ section }) => settings[section] ?? null));
connection.onRequest("client/registerCapability", () => null);
connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => {
  waiting.get(uri)?.(diagnostics.map(({ message }) => message));
});
connection.listen();

await connection.sendRequest("initialize", {
  processId: process.pid,
  rootUri: null,
  capabilities: {
    workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    textDocument: { publishDiagnostics: {} },
  },
});
connection.sendNotification("initialized", {});
connection.sendNotification("workspace/didChangeConfiguration", { settings });

const read = (file) => {
  const text = readFileSync(file, "utf8");
  return process.argv[3] === "--whatever-they-name" ? text.replace(/^# yaml-language-server:.*/, "#") : text;
};

// The server waits a little after each file is opened, so all are opened before the first answer is awaited.
const answers = [];
for (const file of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const uri = pathToFileURL(file).href;
  answers.push(new Promise((resolve) => waiting.set(uri, (said) => resolve([file, said]))));
  connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "yaml", version: 1, text: read(file) },
  });
}
const verdicts = Object.fromEntries(await Promise.all(answers));
// The server is ended without ceremony: what is on its way to one that has just ended would be an error here.
process.stdout.write(`${JSON.stringify(verdicts)}\n`, () => {
  server.kill();
  process.exit(0);
});
