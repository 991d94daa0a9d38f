import type { WaiverWish } from './api';

export type Scope = 'these' | 'all';

/** Hours and their words; by API a waiver lasts at most 7 days. */
export const PERIODS: readonly [number, string][] = [
  [1, '1 hour'],
  [8, '8 hours'],
  [24, '1 day'],
  [72, '3 days'],
  [168, '7 days'],
];

const HOUR_MS = 3_600_000;
/** The clocks of aggregator and browser agree within seconds, and the longest period must not be too long by them. */
const MARGIN_MS = 60_000;

interface Chosen {
  check: string;
  nodes: readonly string[];
  scope: Scope;
  reason: string;
  owner: string;
  hours: number;
}

/** The waiver that was chosen in the form. */
export function wish(chosen: Chosen, now: number): WaiverWish {
  return {
    check: chosen.check,
    ...(chosen.scope === 'these' ? { nodes: [...chosen.nodes] } : {}),
    reason: chosen.reason.trim(),
    owner: chosen.owner.trim(),
    expires: new Date(Math.floor((now + chosen.hours * HOUR_MS - MARGIN_MS) / 1000) * 1000).toISOString(),
  };
}
