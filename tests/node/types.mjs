// Reads the schema at the path given, and prints it as TypeScript.
import { readFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const schema = JSON.parse(readFileSync(process.argv[2], "utf8"));
const banner = "// Made from response.schema.json by scripts/standard.";
const options = { bannerComment: banner, additionalProperties: false, format: true, style: { printWidth: 110 } };
process.stdout.write(await compile({ ...schema, title: "Response" }, "Response", options));
