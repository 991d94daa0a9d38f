import type { NodeSummary } from './api';
import type { CsvCell } from './csv';
import { totalOf } from './format';
import { compareText } from './nodes';
import { rankOf, severityRank, stateLabel } from './states';

export interface Column {
  id: string;
  title: string;
  cell: (n: NodeSummary) => CsvCell;
  compare?: (a: NodeSummary, b: NodeSummary) => number;
  /** Which end of the order a first click on the title shows. */
  firstDescending?: boolean;
}

const severest = (n: NodeSummary): number => (n.worst === null ? 9 : severityRank(n.worst));
export const findingsOf = (n: NodeSummary): number => totalOf(n.findings) - (n.findings['OK'] ?? 0);

/** The aggregator writes all times alike, so they sort as they are. */
const byTime = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const COLUMNS: readonly Column[] = [
  { id: 'state', title: 'State', cell: (n) => stateLabel(n.state), compare: (a, b) => rankOf(a.state) - rankOf(b.state) },
  { id: 'node', title: 'Node', cell: (n) => n.node, compare: (a, b) => compareText(a.node, b.node) },
  { id: 'since', title: 'Since', cell: (n) => n.since, compare: (a, b) => byTime(a.since, b.since), firstDescending: true },
  {
    id: 'heard',
    title: 'Last heard',
    cell: (n) => n.lastHeard,
    compare: (a, b) => byTime(a.lastHeard ?? '', b.lastHeard ?? ''),
    firstDescending: true,
  },
  {
    id: 'findings',
    title: 'Findings',
    cell: findingsOf,
    compare: (a, b) => severest(b) - severest(a) || findingsOf(a) - findingsOf(b),
    firstDescending: true,
  },
  { id: 'missing', title: 'Unreadable', cell: (n) => totalOf(n.missing), firstDescending: true },
  { id: 'gpus', title: 'GPUs', cell: (n) => n.gpus },
  { id: 'model', title: 'GPU model', cell: (n) => n.gpuModel },
  { id: 'driver', title: 'Driver', cell: (n) => n.driver },
  { id: 'kernel', title: 'Kernel', cell: (n) => n.kernel },
];

/** The export holds more than the table shows. */
const MORE: readonly Column[] = [
  { id: 'under', title: 'Under', cell: (n) => n.under },
  { id: 'marks', title: 'Marks', cell: (n) => n.marks.join(' ') },
  { id: 'work', title: 'Work of others', cell: (n) => n.work.map((one) => one.words).join(', ') || null },
  { id: 'os', title: 'OS', cell: (n) => n.os },
  { id: 'product', title: 'Product', cell: (n) => n.product },
  { id: 'nics', title: 'NICs', cell: (n) => n.nics },
  { id: 'boot', title: 'Boot', cell: (n) => n.bootId },
  { id: 'agent', title: 'Agent', cell: (n) => n.agentVersion },
  { id: 'identity', title: 'Identity', cell: (n) => n.identity },
  { id: 'origin', title: 'Origin', cell: (n) => n.origin },
  { id: 'facts', title: 'Facts', cell: (n) => n.facts },
  { id: 'labels', title: 'Labels', cell: (n) => Object.entries(n.labels).map(([k, v]) => `${k}=${v}`).join(' ') },
];

/**
 * Comparing texts by locale is slow, and most columns hold few different ones: the different ones are sorted, and nodes
 * are then compared by number.
 */
function ranks(cells: readonly CsvCell[]): Map<CsvCell, number> {
  const different = [...new Set(cells)];
  const numbers = different.every((cell) => typeof cell === 'number' || cell === null);
  different.sort((a, b) => (numbers ? Number(a) - Number(b) : compareText(String(a), String(b))));
  return new Map(different.map((cell, i) => [cell, i]));
}

/**
 * `sort` is a column id, with a leading "-" for descending. What is not known comes last either way; equals stay in the
 * order of `nodes`, which is by name.
 */
export function sortNodes(nodes: readonly NodeSummary[], sort: string): NodeSummary[] {
  const descending = sort.startsWith('-');
  const column = COLUMNS.find((c) => c.id === (descending ? sort.slice(1) : sort)) ?? COLUMNS[0]!;
  const sign = descending ? -1 : 1;
  const rows = nodes.map((node) => ({ node, cell: column.cell(node) }));
  const rank = column.compare ? null : ranks(rows.map((row) => row.cell));
  const compare = column.compare ?? (() => 0);
  rows.sort((a, b) => {
    if (a.cell === null || b.cell === null) return a.cell === b.cell ? 0 : a.cell === null ? 1 : -1;
    return sign * (rank ? rank.get(a.cell)! - rank.get(b.cell)! : compare(a.node, b.node));
  });
  return rows.map((row) => row.node);
}

export function nextSort(current: string, column: Column): string {
  const [first, second] = column.firstDescending ? [`-${column.id}`, column.id] : [column.id, `-${column.id}`];
  return current === first ? second : first;
}

export const NODE_HEADER = [...COLUMNS, ...MORE].map((c) => c.title);

export const nodeCsv = (nodes: readonly NodeSummary[]): CsvCell[][] =>
  nodes.map((n) => [...COLUMNS, ...MORE].map((c) => c.cell(n)));
