const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/** Doubles up to a limit; `random` in [0, 1] spreads it, so that a restarted aggregator does not meet all its pages at once. */
export function backoff(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(full * (0.5 + random / 2));
}
