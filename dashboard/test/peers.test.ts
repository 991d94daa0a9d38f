import { describe, expect, it } from 'vitest';
import type { Cohort, CohortDifference, Cohorts } from '../src/model/api';
import { byValue, peersHeadline } from '../src/model/peers';

const difference = (odd: Record<string, string>, suspected = false): CohortDifference => ({
  check: 'os.kernel.release',
  usual: '6.8.0-85-generic',
  alike: 9,
  known: 10,
  suspected,
  odd,
});

const fleet = (...differences: CohortDifference[]): Cohorts => {
  const cohort: Cohort = { hardware: { 'sys.product': 'SYS-212GB-FNR' }, nodes: 10, typical: 'lab/n1', differences };
  return { asOf: '2026-11-26T10:00:00Z', complete: true, cohorts: [cohort] };
};

describe('the headline', () => {
  it('counts a node once, however much of it is odd', () => {
    expect(peersHeadline(fleet(difference({ 'lab/n5': 'a' }), difference({ 'lab/n5': 'b' })))).toBe(
      '1 of 10 nodes reads otherwise than most nodes of the same hardware.',
    );
  });

  it('accuses nobody where too few agree', () => {
    expect(peersHeadline(fleet(difference({ 'lab/n5': 'a' }, true)))).toContain('too few agree');
  });

  it('says that all are alike', () => {
    expect(peersHeadline(fleet())).toBe('10 nodes: each reads like the others of the same hardware.');
  });

  it('knows a fleet without nodes', () => {
    expect(peersHeadline({ asOf: '2026-11-26T10:00:00Z', complete: true, cohorts: [] })).toContain('No two nodes');
  });
});

it('groups the odd by what they read, the most first', () => {
  expect(byValue({ 'lab/n1': 'x', 'lab/n2': 'y', 'lab/n3': 'y' })).toEqual([
    ['y', ['lab/n2', 'lab/n3']],
    ['x', ['lab/n1']],
  ]);
});
