// Asks the YAML language server, as an editor does, what can stand at places in YAML files and what stands there.
// Usage: node explain.mjs SCHEMA < places, one on each line: file, line and column from 0, with tabs between them
// Prints a list of {offered: [{label, words}], hover} as JSON, in the order of the places.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { languageServer } from "./language_server.mjs";

const server = await languageServer(process.argv[2], () => {});
const words = (documentation) => documentation?.value ?? documentation ?? "";
const answers = [];
for (const place of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [file, line, character] = place.split("\t");
  const textDocument = { uri: pathToFileURL(file).href };
  const position = { line: Number(line), character: Number(character) };
  server.open(textDocument.uri, readFileSync(file, "utf8"));
  const offered = await server.ask("completion", { textDocument, position });
  const hover = await server.ask("hover", { textDocument, position });
  answers.push({
    offered: offered.items.map(({ label, documentation }) => ({ label, words: words(documentation) })),
    hover: words(hover?.contents),
  });
}
server.end(answers);
