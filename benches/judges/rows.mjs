// What every rival does around its schemas: an id may stand in a list once. The limits of ids are left
// out, to the rivals' advantage.

/**
 * @param {(row: object) => number} countIssues of one relationship
 * @returns {(rows: object[]) => number} the number of issues
 */
export function rowsJudge(countIssues) {
  return (rows) => {
    const ids = new Set();
    let issues = 0;
    for (const row of rows) {
      issues += countIssues(row);
      if (ids.has(row.id)) issues += 1;
      ids.add(row.id);
    }
    return issues;
  };
}

/** All built-in types demand the same; what is left is whether there is such a type. */
export function sharedSchema(typeNames, countIssues) {
  const known = new Set(typeNames);
  return (row) => (known.has(row.relationshipType) ? countIssues(row) : 1);
}
