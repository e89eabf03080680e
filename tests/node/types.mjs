// Reads the schema at the path given, and prints it as TypeScript: the type of a response is OpccResponse.
import { readFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const PREFIX = "Opcc"; // the web itself has a type Response, and a program may have a Grade of its own
const banner = "// Made from response.schema.json by scripts/standard.";
const options = {
  bannerComment: banner,
  additionalProperties: false,
  ignoreMinAndMaxItems: true, // whoever reads records has lists, and whoever makes them has the schema
  format: true,
  style: { printWidth: 110 },
};

const schema = JSON.parse(readFileSync(process.argv[2], "utf8"));
schema.$defs.text = {
  description: schema.$defs.text.description,
  anyOf: [{ type: "string" }, { $ref: "#/$defs/texts" }],
};
delete schema.$defs.extension;
for (const [name, part] of Object.entries(schema.$defs)) {
  named(part);
  part.title = PREFIX + name.replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase());
}
named(schema);
schema.title = `${PREFIX}Response`;

const types = await compile(schema, schema.title, options);
// These keys begin with x_. TypeScript can say that, and the program that made the types can't.
process.stdout.write(types.replaceAll("[k: string]: unknown;", "[extension: `x_${string}`]: unknown;"));

/** Take the titles of keys away, which would name a type each: only the parts in $defs have one. */
function named(part) {
  for (const inner of [...Object.values(part.properties ?? {}), ...(part.items ? [part.items] : [])]) {
    delete inner.title;
    named(inner);
    if (inner.$ref && inner.description) {
      inner.allOf = [{ $ref: inner.$ref }]; // beside $ref, the description would make another type
      delete inner.$ref;
    }
  }
  if (part.patternProperties) {
    delete part.patternProperties;
    part.additionalProperties = {};
  }
  delete part.if;
  delete part.then;
  delete part.else;
  delete part.unevaluatedProperties;
}
