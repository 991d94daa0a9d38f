import { describe, expect, it } from 'vitest';
import { countSections, factCsv, factRows, pickFacts, searchLines, type FactFilter } from '../src/model/facts';
import { aDetail, aFact } from './factory';

const facts = [
  aFact('gpu.driver.version', 'node', { value: '580.105.08' }),
  aFact('gpu.link.width', '0000:17:00.0', { value: 16 }),
  aFact('gpu.link.width', '0000:18:00.0', { missing: 'unreadable', detail: 'config has 64 bytes' }),
  aFact('os.hugepages', 'node', { value: 0 }),
];
const lines = searchLines(facts);
const all: FactFilter = { text: '', missingOnly: false, section: '' };
const pick = (filter: Partial<FactFilter>): number => pickFacts(facts, lines, { ...all, ...filter }).length;

describe('facts', () => {
  it('are found by check, instance, value, source and reason', () => {
    expect(pick({})).toBe(4);
    expect(pick({ text: 'LINK 17:00' })).toBe(1);
    expect(pick({ text: '580.105' })).toBe(1);
    expect(pick({ text: '/sys/os' })).toBe(1);
    expect(pick({ text: '64 bytes' })).toBe(1);
  });

  it('tell a missing value from a zero', () => {
    expect(pick({ missingOnly: true })).toBe(1);
    expect(factCsv(facts)[3]![3]).toBe(0);
    expect(factCsv(facts)[2]![3]).toBeNull();
    expect(countSections(aDetail(facts))).toEqual([
      { section: 'gpu', facts: 3, missing: 1 },
      { section: 'os', facts: 1, missing: 0 },
    ]);
  });

  it('stand under their section and check', () => {
    const rows = factRows(aDetail(facts), facts, new Map(), new Set(['gpu.link.width 0000:17:00.0']));
    expect(rows.map((r) => r.kind)).toEqual(['section', 'fact', 'check', 'fact', 'detail', 'fact', 'section', 'fact']);
    expect(new Set(rows.map((r) => r.key)).size).toBe(rows.length);
  });

  it('know no age where their section is not known', () => {
    const rows = factRows(aDetail(facts), facts, new Map(), new Set());
    const ages = rows.flatMap((r) => (r.kind === 'fact' ? [r.confirmedAt] : []));
    expect(ages).toEqual(['2026-01-01T00:01:00.000Z', '2026-01-01T00:01:00.000Z', '2026-01-01T00:01:00.000Z', null]);
  });
});
