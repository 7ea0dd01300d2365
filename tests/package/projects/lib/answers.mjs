//! What a project must be told by the package, wherever it runs.

/** Of ../questions.js. */
export const ANSWERS = {
  good: true,
  bad: ["destinationEntityId is required"],
  standard: ["destinationEntityId is required"],
  catalog: [["customData", "share"]],
  schema: ["numberTooSmall"],
  endpoint: 201,
};
