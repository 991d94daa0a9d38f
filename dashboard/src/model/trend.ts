import type { DriftTrend } from './api';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** Spans are a quarter of an hour long for a day, and an hour before that; with room for a late look. */
const span = (ageMs: number): number => (ageMs > DAY ? HOUR : 15 * MINUTE);

export interface Point {
  at: number;
  count: number;
}

/** What was counted within a time; one array for each time without a gap. */
export function runs(trend: DriftTrend, counts: readonly number[], now: number, lengthMs: number): Point[][] {
  const found: Point[][] = [];
  let last: Point | null = null;
  trend.at.forEach((text, i) => {
    const at = Date.parse(text);
    const count = counts[i];
    if (count === undefined || now - at > lengthMs || at > now) return;
    const point = { at, count };
    if (last && at - last.at <= 1.5 * span(now - last.at)) found[found.length - 1]?.push(point);
    else found.push([point]);
    last = point;
  });
  return found;
}

/** The runs as an SVG path of steps: a count holds until the next one. */
export function stepPath(of: readonly Point[][], now: number, lengthMs: number, width: number, height: number): string {
  const most = Math.max(1, ...of.flat().map((p) => p.count));
  const x = (at: number): number => Math.round(((at - now + lengthMs) / lengthMs) * width * 10) / 10;
  const y = (n: number): number => Math.round((1 + (1 - n / most) * (height - 2)) * 10) / 10;
  return of
    .map((run) => {
      const first = run[0];
      const last = run[run.length - 1];
      if (!first || !last) return '';
      const steps = run.slice(1).map((p) => `H${x(p.at)}V${y(p.count)}`);
      return `M${x(first.at)} ${y(first.count)}${steps.join('')}H${x(Math.min(now, last.at + span(now - last.at)))}`;
    })
    .join('');
}

/** `4 now, 12 at most in the last day`; what was not counted is said. */
export function trendWords(of: readonly Point[][], word: string): string {
  const points = of.flat();
  const last = points[points.length - 1];
  if (!last) return `not counted in the last ${word}`;
  return `${last.count} at last, ${Math.max(...points.map((p) => p.count))} at most in the last ${word}`;
}
