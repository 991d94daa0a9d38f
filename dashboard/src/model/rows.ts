/** Tops of rows: one entry a row, and the end of the last one. */
export function evenTops(rows: number, height: number): Float64Array {
  return Float64Array.from({ length: rows + 1 }, (_, i) => i * height);
}

export function topsOf(heights: readonly number[]): Float64Array {
  const tops = new Float64Array(heights.length + 1);
  heights.forEach((h, i) => (tops[i + 1] = tops[i]! + h));
  return tops;
}

/** The last row whose top is at or above `y`. */
export function rowAt(tops: Float64Array, y: number): number {
  let low = 0;
  let high = tops.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops[middle]! <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
