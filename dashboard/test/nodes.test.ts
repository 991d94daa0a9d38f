import { describe, expect, it } from 'vitest';
import { nextSort, nodeCsv, NODE_HEADER, sortNodes, COLUMNS } from '../src/model/columns';
import { defaultGrouping, filterOf, groupNodes, matches } from '../src/model/nodes';
import { heldOrder } from '../src/model/order';
import { lookOf, stateLabel, stateOf } from '../src/model/states';
import { aNode } from './factory';

const fleet = [
  aNode('lab/n10', { state: 'SILENT', labels: { rack: 'r2' }, driver: '570.86.10' }),
  aNode('lab/n2', { labels: { rack: 'r10' }, driver: '580.105.08', gpus: 8, marks: ['WAIVED'] }),
  aNode('prod/n1', { state: 'UNHEALTHY', worst: 'CRITICAL', findings: { FAULT: 1 } }),
];

const found = (text: string, states: string[] = []): string[] => {
  const filter = filterOf(text, states);
  return fleet.filter((n) => matches(filter, n)).map((n) => n.node);
};

describe('states', () => {
  it('takes no unheard-of word for a good one', () => {
    expect(stateOf('SPARKLING')).toBe('UNKNOWN');
    expect(stateOf('toString')).toBe('UNKNOWN');
    expect(lookOf('SPARKLING')).toMatchObject({ shape: 'hatch', inService: false });
    expect(stateLabel('SPARKLING')).toBe('unknown (SPARKLING)');
  });
});

describe('the filter', () => {
  it.each([
    ['', ['lab/n10', 'lab/n2', 'prod/n1']],
    ['LAB', ['lab/n10', 'lab/n2']],
    ['lab 580', ['lab/n2']],
    ['rack:r2', ['lab/n10']],
    ['has:gpus', ['lab/n2']],
    ['no:driver', ['prod/n1']],
    ['mark:waived', ['lab/n2']],
    ['-lab', ['prod/n1']],
    ['rack:"r10"', ['lab/n2']],
  ])('%s', (text, nodes) => expect(found(text)).toEqual(nodes));

  it('joins states and words', () => {
    expect(found('n1', ['SILENT'])).toEqual(['lab/n10']);
  });
});

describe('groups', () => {
  it('puts what is not known last and sorts numbers as numbers', () => {
    const groups = groupNodes(fleet, 'rack');
    expect(groups.map((g) => g.name)).toEqual(['r2', 'r10', 'rack ?']);
    expect(groups[2]!.known).toBe(false);
    expect(defaultGrouping(fleet)).toBe('rack');
    const racks = Array.from({ length: 200 }, (_, i) => aNode(`lab/n${i}`, { labels: { rack: `r${i}`, leaf: `l${i % 9}` } }));
    expect(defaultGrouping(racks)).toBe('leaf');
  });

  it('keeps a cell at its place when its state changes', () => {
    const names = (state: string) => groupNodes([aNode('a/n1', { state }), aNode('a/n2')], 'none')[0]!.nodes.map((n) => n.node);
    expect(names('UNHEALTHY')).toEqual(names('HEALTHY'));
  });
});

describe('the table', () => {
  it('begins with what needs a person', () => {
    expect(sortNodes(fleet, 'state').map((n) => n.state)).toEqual(['UNHEALTHY', 'SILENT', 'HEALTHY']);
  });

  it('puts what is not known last in either direction', () => {
    expect(sortNodes(fleet, 'driver').at(-1)!.node).toBe('prod/n1');
    expect(sortNodes(fleet, '-driver').at(-1)!.node).toBe('prod/n1');
  });

  it('turns the order on a second click', () => {
    const findings = COLUMNS.find((c) => c.id === 'findings')!;
    expect(nextSort('state', findings)).toBe('-findings');
    expect(nextSort('-findings', findings)).toBe('findings');
  });

  it('exports as many cells as titles', () => {
    expect(nodeCsv(fleet).every((row) => row.length === NODE_HEADER.length)).toBe(true);
  });

  it('does not reorder under the pointer', () => {
    expect(heldOrder(['a', 'b', 'c'], ['c', 'x', 'a'])).toEqual(['a', 'c', 'x']);
  });
});
