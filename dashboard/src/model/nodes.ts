import type { NodeSummary } from './api';
import { totalOf } from './format';
import { rankOf, stateLabel, stateOf } from './states';

const FIELDS = ['os', 'kernel', 'driver', 'product', 'origin', 'identity'] as const;
type Field = (typeof FIELDS)[number];

const ALIASES: Record<string, (n: NodeSummary) => string | number | null> = {
  node: (n) => n.node,
  cluster: (n) => n.cluster,
  name: (n) => n.name,
  model: (n) => n.gpuModel,
  gpus: (n) => n.gpus,
  nics: (n) => n.nics,
  boot: (n) => n.bootId,
  agent: (n) => n.agentVersion,
  heard: (n) => n.lastHeard,
  uncovered: (n) => totalOf(n.uncovered) || null,
};

/** One property of a node by the name a reader types; null is "not known". */
export function property(node: NodeSummary, name: string): string | null {
  const alias = ALIASES[name];
  const value = alias ? alias(node) : FIELDS.includes(name as Field) ? node[name as Field] : (node.labels[name] ?? null);
  return value === null ? null : String(value);
}

export interface Filter {
  states: ReadonlySet<string>;
  terms: readonly ((node: NodeSummary) => boolean)[];
}

const haystacks = new WeakMap<NodeSummary, string>();

function haystack(n: NodeSummary): string {
  let text = haystacks.get(n);
  if (text === undefined) {
    const known = [n.node, stateLabel(n.state), n.gpuModel, n.driver, n.kernel, n.os, n.product, n.origin];
    text = [...known.filter((v) => v !== null), ...n.marks, ...Object.values(n.labels)].join('\n').toLowerCase();
    haystacks.set(n, text);
  }
  return text;
}

function term(word: string): (node: NodeSummary) => boolean {
  const negated = word.length > 1 && word.startsWith('-');
  const body = (negated ? word.slice(1) : word).toLowerCase();
  const colon = body.indexOf(':');
  const name = body.slice(0, Math.max(colon, 0));
  const value = body.slice(colon + 1);
  let test: (node: NodeSummary) => boolean;
  if (name === 'has') test = (n) => property(n, value) !== null;
  else if (name === 'no') test = (n) => property(n, value) === null;
  else if (name === 'mark') test = (n) => n.marks.some((m) => m.toLowerCase() === value);
  else if (name === 'finding') test = (n) => (n.findings[value.toUpperCase()] ?? 0) > 0;
  else if (colon > 0) test = (n) => (property(n, name) ?? '').toLowerCase().includes(value);
  else test = (n) => haystack(n).includes(body);
  return negated ? (n) => !test(n) : test;
}

/** `text` is words that must all match: free text, `rack:r01`, `has:gpus`, `no:driver`, `mark:waived`, `finding:drift`, `-word`. */
export function filterOf(text: string, states: readonly string[]): Filter {
  const spoken = text.match(/(?:[^\s"]+|"[^"]*")+/g) ?? [];
  return { states: new Set(states), terms: spoken.map((w) => w.replaceAll('"', '')).filter(Boolean).map(term) };
}

export const isOpen = (filter: Filter): boolean => filter.states.size === 0 && filter.terms.length === 0;

export const matches = (filter: Filter, node: NodeSummary): boolean =>
  (filter.states.size === 0 || filter.states.has(stateOf(node.state))) && filter.terms.every((t) => t(node));

const collator = new Intl.Collator('en', { numeric: true });

export const compareText = (a: string, b: string): number => collator.compare(a, b);

export interface Group {
  name: string;
  known: boolean;
  nodes: NodeSummary[];
}

export const GROUPINGS = ['none', 'state', 'cluster', 'model', 'driver', 'kernel'] as const;

/** Label keys come first: they say where a node stands, which is what a map is for. */
export function groupingsOf(nodes: readonly NodeSummary[]): string[] {
  const keys = new Set<string>();
  for (const n of nodes) for (const key in n.labels) keys.add(key);
  return [...[...keys].sort(compareText), ...GROUPINGS];
}

/** More groups than this do not fit a screen; a coarser grouping then shows the whole fleet at once. */
const MOST_GROUPS = 160;

export function defaultGrouping(nodes: readonly NodeSummary[]): string {
  for (const key of ['rack', 'leaf']) {
    const names = new Set(nodes.flatMap((n) => n.labels[key] ?? []));
    if (names.size > 0 && names.size <= MOST_GROUPS) return key;
  }
  return new Set(nodes.map((n) => n.cluster)).size > 1 ? 'cluster' : 'none';
}

/** Within a group the order of `nodes` stays, which is by name: a cell keeps its place when its state changes. */
export function groupNodes(nodes: readonly NodeSummary[], by: string): Group[] {
  const groups = new Map<string | null, NodeSummary[]>();
  for (const node of nodes) {
    const key = by === 'none' ? '' : by === 'state' ? stateOf(node.state) : property(node, by);
    const members = groups.get(key);
    if (members) members.push(node);
    else groups.set(key, [node]);
  }
  const keys = [...groups.keys()].sort((a, b) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return by === 'state' ? rankOf(a) - rankOf(b) : compareText(a, b);
  });
  return keys.map((key) => ({
    name: key === null ? `${by} ?` : by === 'state' ? stateLabel(key) : key,
    known: key !== null,
    nodes: groups.get(key) ?? [],
  }));
}
