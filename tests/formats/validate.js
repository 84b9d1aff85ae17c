// Holds a report against a published schema; each complaint is a line of output.
//
//   node validate.js xsd REPORT SCHEMA    an XML schema, by libxml2's xmllint
//   node validate.js rdjson REPORT        Reviewdog's Diagnostic Format
const fs = require("fs");

async function xsdComplaints(report, schema) {
  const { validateXML } = require("xmllint-wasm");
  const result = await validateXML({
    xml: [{ fileName: "report.xml", contents: fs.readFileSync(report) }],
    schema: [{ fileName: "schema.xsd", contents: fs.readFileSync(schema) }],
    maxMemoryPages: 16384,
  });
  return result.valid ? [] : result.errors.map((error) => error.rawMessage);
}

function rdjsonComplaints(report) {
  const { RDFormatValidator } = require("@umbrelladocs/rdformat-validator");
  const validator = new RDFormatValidator({ strictMode: true, allowExtraFields: false });
  const result = validator.validateObject(JSON.parse(fs.readFileSync(report, "utf8")));
  if (result.valid) return [];
  return result.errors.map((error) => `${error.path}: ${error.message}`);
}

async function main([kind, report, schema]) {
  const complaints =
    kind === "xsd" ? await xsdComplaints(report, schema) : rdjsonComplaints(report);
  for (const complaint of complaints) console.log(complaint);
}

main(process.argv.slice(2));
