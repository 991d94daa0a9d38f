import type { Fact, Fleet, NodeDetail, NodeSummary } from '../src/model/api';

export function aNode(id: string, more: Partial<NodeSummary> = {}): NodeSummary {
  const [cluster = '', name = ''] = id.split('/');
  return {
    node: id,
    cluster,
    name,
    state: 'HEALTHY',
    under: null,
    marks: [],
    duplicate: null,
    work: [],
    since: '2026-01-01T00:00:00.000Z',
    lastHeard: '2026-01-01T00:00:00.000Z',
    bootId: null,
    agentVersion: null,
    identity: null,
    origin: 'live',
    findings: {},
    worst: null,
    gravest: null,
    missing: {},
    uncovered: {},
    os: null,
    kernel: null,
    driver: null,
    gpuModel: null,
    gpus: null,
    nics: null,
    product: null,
    labels: {},
    facts: 0,
    ...more,
  };
}

export function aFleet(states: Record<string, number>, more: Partial<Fleet> = {}): Fleet {
  const expected = Object.values(states).reduce((a, b) => a + b, 0);
  const good = ['HEALTHY', 'DRIFTED', 'PENDING', 'UNDECLARED'];
  const inService = good.reduce((sum, s) => sum + (states[s] ?? 0), 0);
  const health = { inService, declared: states['HEALTHY'] ?? 0, waived: 0, suppressed: 0, expected };
  return {
    asOf: '2026-01-01T00:00:00.000Z',
    catchingUp: false,
    health: { all: health, plannedExcluded: health },
    gpus: { inService: 0, seen: 0, expected: null },
    states,
    uncovered: [],
    records: { accepted: 0, dropped: {} },
    needsYou: [],
    lastRecordAt: null,
    ...more,
  };
}

export const aFact = (check: string, instance: string, more: Partial<Fact> = {}): Fact => ({
  check,
  instance,
  section: check.split('.')[0] ?? '',
  source: `/sys/${check}`,
  ...more,
});

export const aDetail = (facts: Fact[]): NodeDetail => ({
  asOf: '2026-01-01T00:00:00.000Z',
  summary: aNode('lab/n1'),
  sections: [
    { section: 'gpu', digest: 'd', observedAt: '2026-01-01T00:00:00.000Z', confirmedAt: '2026-01-01T00:01:00.000Z', complete: true },
  ],
  facts,
  findings: [],
});
