// Validates YAML files with ajv: node validate.cjs SCHEMA FOLDER
// ajv-cli itself reads YAML with js-yaml 3, which makes dates of dates, and no date is a text to ajv.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const yaml = require("js-yaml");
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const [schemaPath, folder] = process.argv.slice(2);
const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(fs.readFileSync(schemaPath, "utf8")));
let count = 0;
let wrong = 0;
for (const name of fs.readdirSync(folder, { recursive: true }).sort()) {
  if (!name.endsWith(".yaml")) continue;
  count += 1;
  const data = yaml.load(fs.readFileSync(path.join(folder, name), "utf8"), { schema: yaml.CORE_SCHEMA });
  if (!validate(data)) {
    wrong += 1;
    console.error(name, ajv.errorsText(validate.errors));
  }
}
console.log(`${count} read, ${wrong} invalid`);
process.exit(wrong ? 1 : 0);
