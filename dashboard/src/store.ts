import { batch, computed, signal } from '@preact/signals';
import { compareText } from './model/nodes';
import type { Check, Fleet, NodeList, NodesChange, NodeSummary } from './model/api';

export type Phase = 'connecting' | 'live' | 'reconnecting';

export interface Failure {
  what: string;
  reason: string;
}

export const fleet = signal<Fleet | null>(null);
/** By id, in name order. */
export const nodes = signal<ReadonlyMap<string, NodeSummary> | null>(null);
export const checks = signal<ReadonlyMap<string, Check>>(new Map());
export const phase = signal<Phase>('connecting');
export const failure = signal<Failure | null>(null);
/** By this machine's clock, when anything last arrived from the aggregator. */
export const dataAt = signal<number | null>(null);
/** By this machine's clock, when the next attempt to connect is due. */
export const retryAt = signal<number | null>(null);
/** Ticks once a second. */
export const tick = signal(Date.now());
/** Counts the notices, per node, that its facts or findings changed. */
export const factNotices = signal<{ node: string; serial: number }>({ node: '', serial: 0 });
/** Counts reconnections: what was fetched before one may have missed a notice. */
export const sessions = signal(0);

export const nodeList = computed<NodeSummary[]>(() => [...(nodes.value?.values() ?? [])]);

/** Ages are told by the aggregator's clock; a laptop's clock may be minutes off. */
let skew = 0;
let listAsOf = '';
let held: NodesChange[] | null = null;
let waiting: NodesChange[] = [];
let flush: ReturnType<typeof setTimeout> | undefined;

const GATHER_MS = 100;

export const aggregatorNow = (): number => tick.value - skew;

export function arrived(asOf?: string): void {
  const at = Date.now();
  dataAt.value = at;
  const theirs = asOf ? Date.parse(asOf) : NaN;
  if (!Number.isNaN(theirs)) skew = at - theirs;
}

export function putFleet(body: Fleet): void {
  batch(() => {
    arrived(body.asOf);
    fleet.value = body;
  });
}

/** Changes that arrive while the list is being fetched are held, or an older list would undo them. */
export function holdChanges(): void {
  held ??= [];
}

export function putNodes(list: NodeList): void {
  const later = (held ?? []).filter((change) => change.asOf >= list.asOf);
  held = null;
  waiting = [];
  listAsOf = list.asOf;
  batch(() => {
    arrived(list.asOf);
    nodes.value = byName(list.nodes);
    later.forEach(apply);
  });
}

function byName(all: readonly NodeSummary[]): Map<string, NodeSummary> {
  return new Map([...all].sort((a, b) => compareText(a.node, b.node)).map((n) => [n.node, n]));
}

export const listIsOlderThan = (asOf: string): boolean => listAsOf < asOf;

function apply(change: NodesChange): void {
  const next = new Map(nodes.value ?? []);
  for (const id of change.gone) next.delete(id);
  const before = next.size;
  for (const n of change.changed) next.set(n.node, n);
  for (const [id, lastHeard] of Object.entries(change.heard)) {
    const n = next.get(id);
    if (n) next.set(id, { ...n, lastHeard });
  }
  nodes.value = next.size === before ? next : byName([...next.values()]);
}

export function putChange(change: NodesChange): void {
  arrived(change.asOf);
  if (held) {
    held.push(change);
    return;
  }
  waiting.push(change);
  flush ??= setTimeout(() => {
    flush = undefined;
    const all = waiting;
    waiting = [];
    if (held) held.push(...all);
    else batch(() => all.forEach(apply));
  }, GATHER_MS);
}

export function putNotice(node: string): void {
  arrived();
  factNotices.value = { node, serial: factNotices.value.serial + 1 };
}

export function startClock(): void {
  setInterval(() => (tick.value = Date.now()), 1000);
}
