/**
 * The order to show while the reader is touching a list: rows stay where they are, rows that are gone leave, new rows
 * come last. Once the reader lets go, `wanted` applies.
 */
export function heldOrder(shown: readonly string[], wanted: readonly string[]): string[] {
  const present = new Set(wanted);
  const kept = shown.filter((key) => present.has(key));
  const known = new Set(kept);
  return kept.concat(wanted.filter((key) => !known.has(key)));
}
