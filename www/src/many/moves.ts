//! Where the keys of an ARIA grid lead.

/** A row by its place, and a column by its place; -1 is the column of the states. */
export interface Position {
  row: number;
  column: number;
}

/** How large the grid is, and how many rows make a page. */
export interface Extent {
  rows: number;
  columns: number;
  page: number;
}

/** What is known of a key. */
export type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">;

const MOVES = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"];

/** Whether a key moves. */
export function isMove({ key }: Key): boolean {
  return MOVES.includes(key);
}

/** Where a key leads, within the grid. */
export function moved({ key, ctrlKey, metaKey }: Key, { row, column }: Position, { rows, columns, page }: Extent): Position {
  const toRow = (to: number, inColumn = column) => ({ row: Math.max(0, Math.min(to, rows - 1)), column: inColumn });
  const toColumn = (to: number) => ({ row, column: Math.max(-1, Math.min(to, columns - 1)) });
  const isFar = ctrlKey || metaKey;
  switch (key) {
    case "ArrowUp":
      return toRow(isFar ? 0 : row - 1);
    case "ArrowDown":
      return toRow(isFar ? rows : row + 1);
    case "ArrowLeft":
      return toColumn(isFar ? -1 : column - 1);
    case "ArrowRight":
      return toColumn(isFar ? columns : column + 1);
    case "PageUp":
      return toRow(row - page);
    case "PageDown":
      return toRow(row + page);
    case "Home":
      return isFar ? toRow(0, -1) : toColumn(-1);
    case "End":
      return isFar ? toRow(rows, columns - 1) : toColumn(columns);
    default:
      return { row, column };
  }
}
