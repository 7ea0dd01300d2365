//! Limits of the core that show on this side of it, under the names that they have there.

/** A body that is longer is refused. */
export const MAX_BODY_BYTES = 4_194_304;

/** A longer list of relationships is refused as a whole. */
export const MAX_RELATIONSHIPS = 100;

/** A longer CSV text is not read. */
export const MAX_CSV_BYTES = 67_108_864;

/** For each relationship. */
export const MAX_ISSUES = 64;

/** Containers in containers. */
export const MAX_DEPTH = 64;

/** Names in a path are cut to it. */
export const MAX_SEGMENT_CHARS = 1024;

/** Names in a message are cut to it. */
export const MAX_NAME_CHARS = 128;
