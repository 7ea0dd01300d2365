//! A place in the picture.

export interface Point {
  x: number;
  y: number;
}
