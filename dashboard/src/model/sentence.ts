import type { Fleet } from './api';
import { count, plural } from './format';
import { IN_SERVICE, NOT_RETIRED, stateOf, type State } from './states';
import { fleetHref, peersHref } from './route';

/** A piece of the first line; one with `href` is a number that opens the list it counts. */
export interface Piece {
  text: string;
  href?: string;
}

const OUT_OF_SERVICE: [State, string][] = [
  ['UNHEALTHY', 'unhealthy'],
  ['DEGRADED', 'degraded'],
  ['SILENT', 'silent'],
  ['UNENROLLED', 'never enrolled'],
  ['IN_MAINTENANCE', 'in maintenance'],
  ['PREPARING', 'preparing'],
  ['UNKNOWN', 'in a state this page does not know'],
];

const IN_SERVICE_BUT: [State, string][] = [
  ['DRIFTED', 'drifted'],
  ['PENDING', 'pending activation'],
];

/** The healthy nodes that are in all as declared, and those of which something is waived, or else held back. */
export const AS_DECLARED = '-finding:waived -finding:suppressed';
const HELD = 'finding:suppressed -finding:waived';

const healthy = (q: string): string => fleetHref({ state: 'HEALTHY', q, view: 'list' });

export const listOf = (states: readonly State[]): string => fleetHref({ state: states.join(','), view: 'list' });

export function countsOf(states: Record<string, number>): Map<State, number> {
  const counts = new Map<State, number>();
  for (const [word, n] of Object.entries(states)) {
    const state = stateOf(word);
    counts.set(state, (counts.get(state) ?? 0) + n);
  }
  return counts;
}

function enumerate(counts: Map<State, number>, phrases: [State, string][]): Piece[] {
  const pieces: Piece[] = [];
  for (const [state, words] of phrases) {
    const n = counts.get(state) ?? 0;
    if (n === 0) continue;
    if (pieces.length > 0) pieces.push({ text: ', ' });
    pieces.push({ text: count(n), href: listOf([state]) }, { text: ` ${words}` });
  }
  return pieces.length > 0 ? [{ text: ' ' }, ...pieces, { text: '.' }] : [];
}

/** True when nothing in the counts says that any node has a baseline. */
export function noBaseline(fleet: Fleet): boolean {
  const counts = countsOf(fleet.states);
  const judged: State[] = ['HEALTHY', 'DRIFTED', 'PENDING'];
  return judged.every((s) => !counts.get(s)) && (counts.get('UNDECLARED') ?? 0) > 0;
}

function conformance(fleet: Fleet, counts: Map<State, number>): Piece[] {
  const undeclared = counts.get('UNDECLARED') ?? 0;
  if (noBaseline(fleet)) return [{ text: ' No baseline is in force yet, so conformance is not claimed: ' }, { text: 'begin with the peers', href: peersHref() }, { text: '.' }];
  if (undeclared === 0) return [];
  return [
    { text: ' ' },
    { text: count(undeclared), href: listOf(['UNDECLARED']) },
    { text: ' without a baseline (conformance not claimed).' },
  ];
}

const counted = (n: number, q: string, words: string): Piece[] => [{ text: ', ' }, { text: count(n), href: healthy(q) }, { text: ` ${words}` }];

/** The fleet in one line. */
export function sentence(fleet: Fleet): Piece[] {
  const { inService, declared, waived, suppressed, expected } = fleet.health.all;
  const counts = countsOf(fleet.states);
  if (expected === 0) return [{ text: 'No node is expected, and none has reported.' }];
  const first: Piece[] = [
    { text: count(inService), href: listOf(IN_SERVICE) },
    { text: ' of ' },
    { text: count(expected), href: listOf(NOT_RETIRED) },
    { text: ` expected ${plural(expected, 'node')} in service` },
  ];
  const match: Piece[] = noBaseline(fleet)
    ? []
    : [
        ...counted(declared, AS_DECLARED, 'as declared'),
        ...(waived > 0 ? counted(waived, 'finding:waived', 'waived') : []),
        ...(suppressed > 0 ? counted(suppressed, HELD, 'held back') : []),
      ];
  return [
    ...first,
    ...match,
    { text: '.' },
    ...enumerate(counts, OUT_OF_SERVICE),
    ...enumerate(counts, IN_SERVICE_BUT),
    ...conformance(fleet, counts),
  ];
}

/** For the tab: short, the worst first. */
export function tabTitle(fleet: Fleet | null, live: boolean): string {
  if (!fleet) return 'Holdfast';
  const { inService, expected } = fleet.health.all;
  const needs = fleet.needsYou.length;
  const lead = needs > 0 ? `(${count(needs)}) ` : '';
  return `${live ? '' : '[stale] '}${lead}${count(inService)}/${count(expected)} in service - Holdfast`;
}

export type Mood = 'well' | 'attention' | 'unknown';

export function moodOf(fleet: Fleet | null, live: boolean): Mood {
  if (!fleet || !live || fleet.health.all.expected === 0) return 'unknown';
  return fleet.needsYou.length > 0 ? 'attention' : 'well';
}

