//! A relationship as the picture draws it.

/** What the picture knows of one relationship. */
export interface Edge {
  /** The caller's own number for the row, given back when people ask to see it. */
  key: number;
  id: string;
  name: string;
  type: string;
  verb: string;
  /** The id of the entity it leads from. */
  source: string;
  /** The id of the entity it leads to. */
  destination: string;
  sourceClass?: string | undefined;
  destinationClass?: string | undefined;
  /** The record as JSON text. */
  text: string;
}
