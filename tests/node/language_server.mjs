// The YAML language server, as an editor starts it, for the schema at a path.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const rpc = require("vscode-jsonrpc/node");

/** Start the server. `said(uri, messages)` is called with what it finds in a file that was opened. */
export async function languageServer(schemaPath, said) {
  const schema = pathToFileURL(schemaPath).href;
  const yaml = { schemas: { [schema]: ["**"] }, schemaStore: { enable: false } };
  const settings = { yaml: { ...yaml, validate: true, hover: true, completion: true } };
  const program = require.resolve("yaml-language-server/bin/yaml-language-server");
  const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = rpc.createMessageConnection(
    new rpc.StreamMessageReader(server.stdout),
    new rpc.StreamMessageWriter(server.stdin),
  );
  connection.onRequest("workspace/configuration", ({ items }) => items.map(({ section }) => settings[section] ?? null));
  connection.onRequest("client/registerCapability", () => null);
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => {
    said(uri, diagnostics.map(({ message }) => message));
  });
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: {
        publishDiagnostics: {},
        completion: { completionItem: { documentationFormat: ["markdown"] } },
        hover: { contentFormat: ["markdown"] },
      },
    },
  });
  connection.sendNotification("initialized", {});
  connection.sendNotification("workspace/didChangeConfiguration", { settings });
  return {
    open: (uri, text) =>
      connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId: "yaml", version: 1, text },
      }),
    ask: (method, parameters) => connection.sendRequest(`textDocument/${method}`, parameters),
    // It is ended without ceremony: what is on its way to one that has just ended would be an error here.
    end: (answer) =>
      process.stdout.write(`${JSON.stringify(answer)}\n`, () => {
        server.kill();
        process.exit(0);
      }),
  };
}
