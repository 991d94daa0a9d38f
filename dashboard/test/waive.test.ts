import { expect, test } from 'vitest';
import { wish } from '../src/model/waive';

const NOW = Date.parse('2026-11-26T03:00:00.400Z');
const CHOSEN = { check: 'nic.firmware.version', nodes: ['lab/n1'], reason: ' on order ', owner: 'ada', hours: 168 };
const LONGEST_MS = 7 * 24 * 3_600_000;

test('a waiver on a node names it, and on all names none', () => {
  expect(wish({ ...CHOSEN, scope: 'these' }, NOW).nodes).toEqual(['lab/n1']);
  expect(wish({ ...CHOSEN, scope: 'all' }, NOW)).not.toHaveProperty('nodes');
});

test('the longest period is one that the aggregator takes', () => {
  const { expires, reason } = wish({ ...CHOSEN, scope: 'all' }, NOW);
  expect(expires).toBe('2026-12-03T02:59:00.000Z');
  expect(Date.parse(expires) - NOW).toBeLessThan(LONGEST_MS);
  expect(reason).toBe('on order');
});
