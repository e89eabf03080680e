// Checks YAML files with ajv, as an office that uses JavaScript would, and prints {file: verdict} as JSON.
// Usage: node ajv.mjs SCHEMA < list of files, one on each line
// Strict mode as ajv has it by default; whatever ajv logs about the schema is an error here.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

const complaints = [];
const complain = (...words) => complaints.push(words.join(" "));
const ajv = new Ajv2020({ logger: { log: complain, warn: complain, error: complain } });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(process.argv[2], "utf8")));
if (complaints.length > 0) {
  console.error(complaints.join("\n"));
  process.exit(1);
}

const verdicts = {};
for (const file of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  verdicts[file] = validate(parse(readFileSync(file, "utf8")));
}
console.log(JSON.stringify(verdicts));
