//! The official draft-06 suite through `compileSchema`, in whichever host imports this.

/**
 * @param {{compileSchema: Function}} package_
 * @param {{files: Record<string, object[]>, documents: object}} suite what `loadSuite` gives, as is or through JSON
 * @returns {{title: string, failure?: string}[]} one for each case
 */
export function run({ compileSchema }, { files, documents }) {
  const results = [];
  for (const [file, groups] of Object.entries(files)) {
    for (const { description, schema, tests } of groups) {
      const judge = compiled(compileSchema, schema, documents);
      for (const each of tests) {
        const failure = judge(each);
        results.push({ title: `${file}: ${description}: ${each.description}`, ...(failure && { failure }) });
      }
    }
  }
  return results;
}

/** Says for a case of the schema what went wrong, if anything did. */
function compiled(compileSchema, schema, documents) {
  let compiledSchema;
  try {
    compiledSchema = compileSchema(schema, { documents });
  } catch (error) {
    return () => `the schema was refused: ${error.message}`;
  }
  return ({ data, valid }) => {
    const ofValue = compiledSchema.validate(data);
    const ofText = compiledSchema.validateText(JSON.stringify(data));
    if (JSON.stringify(ofValue) !== JSON.stringify(ofText)) return `of the value ${JSON.stringify(ofValue)}, of its text ${JSON.stringify(ofText)}`;
    if (ofValue.valid !== valid) return `${JSON.stringify(data)} should be valid: ${valid}; ${JSON.stringify(ofValue.issues)}`;
    return undefined;
  };
}
