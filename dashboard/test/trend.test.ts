import { describe, expect, it } from 'vitest';
import { DAY, runs, stepPath, trendWords } from '../src/model/trend';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();
const trend = (at: string[]) => ({ at, fleet: { nodes: [], began: [], ended: [] }, checks: {} });

describe('a trend', () => {
  it('has no line where nobody counted', () => {
    const counted = runs(trend([ago(120), ago(105), ago(30), ago(15)]), [3, 4, 4, 0], NOW, DAY);
    expect(counted.map((run) => run.map((p) => p.count))).toEqual([
      [3, 4],
      [4, 0],
    ]);
  });

  it('leaves out what is older than shown', () => {
    expect(runs(trend([ago(3000), ago(15)]), [9, 1], NOW, DAY).flat()).toHaveLength(1);
  });

  it('is drawn in steps that reach up to now and no further', () => {
    const counted = runs(trend([ago(720), ago(705), ago(10)]), [2, 0, 1], NOW, DAY);
    expect(stepPath(counted, NOW, DAY, 100, 22)).toBe('M50 1H51V21H52.1M99.3 11H100');
  });

  it('says in words what the line shows', () => {
    expect(trendWords(runs(trend([ago(30), ago(15)]), [5, 2], NOW, DAY), 'day')).toBe('2 at last, 5 at most in the last day');
    expect(trendWords([], 'day')).toBe('not counted in the last day');
  });
});
