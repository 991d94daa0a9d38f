import { describe, expect, it } from 'vitest';
import { moodOf, sentence, tabTitle } from '../src/model/sentence';
import { parseRoute } from '../src/model/route';
import { aFleet } from './factory';

const say = (states: Record<string, number>): string =>
  sentence(aFleet(states))
    .map((p) => p.text)
    .join('');

describe('the first line', () => {
  it('does not claim conformance where nothing has a baseline', () => {
    expect(say({ UNDECLARED: 3, SILENT: 1, UNENROLLED: 1 })).toBe(
      '3 of 5 expected nodes in service. 1 silent, 1 never enrolled. No baseline is in force yet, so conformance is not claimed: begin with the peers.',
    );
  });

  it('counts what is as declared once there is a baseline', () => {
    expect(say({ HEALTHY: 1200, DRIFTED: 2, UNDECLARED: 1 })).toBe(
      '1,203 of 1,203 expected nodes in service, 1,200 as declared. 2 drifted. 1 without a baseline (conformance not claimed).',
    );
  });

  it('counts what is waived or held back apart from what is as declared, and links each', () => {
    const health = { inService: 64, declared: 61, waived: 2, suppressed: 1, expected: 64 };
    const pieces = sentence(aFleet({ HEALTHY: 64 }, { health: { all: health, plannedExcluded: health } }));
    expect(pieces.map((p) => p.text).join('')).toBe('64 of 64 expected nodes in service, 61 as declared, 2 waived, 1 held back.');
    const links = pieces.filter((p) => p.href).map((p) => parseRoute(p.href!).query);
    expect(links[2]).toEqual({ state: 'HEALTHY', q: '-finding:waived -finding:suppressed', view: 'list' });
    expect(links[3]).toEqual({ state: 'HEALTHY', q: 'finding:waived', view: 'list' });
  });

  it('says that a state is not known, and never adds it to the good ones', () => {
    const line = say({ HEALTHY: 1, SPARKLING: 2 });
    expect(line).toContain('2 in a state this page does not know');
    expect(line).toContain('1 of 3');
  });

  it('speaks of an empty fleet', () => {
    expect(say({})).toBe('No node is expected, and none has reported.');
  });

  it('links each number to the list that it counts', () => {
    const links = sentence(aFleet({ UNDECLARED: 3, SILENT: 1 })).filter((p) => p.href);
    expect(links.map((p) => p.text)).toEqual(['3', '4', '1', 'begin with the peers']);
    expect(parseRoute(links[3]!.href!).page).toBe('peers');
    const last = parseRoute(links[2]!.href!);
    expect(last.query).toEqual({ state: 'SILENT', view: 'list' });
  });
});

describe('the tab', () => {
  it('says stale before it says good', () => {
    const fleet = aFleet({ HEALTHY: 2 });
    expect(tabTitle(fleet, true)).toBe('2/2 in service - Holdfast');
    expect(tabTitle(fleet, false)).toMatch(/^\[stale\]/);
    expect(moodOf(fleet, true)).toBe('well');
    expect(moodOf(fleet, false)).toBe('unknown');
    expect(moodOf(aFleet({}), true)).toBe('unknown');
  });
});
