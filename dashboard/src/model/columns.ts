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

export const COLUMNS: readonly Column[] = [
  { id: 'state', title: 'State', cell: (n) => stateLabel(n.state), compare: (a, b) => rankOf(a.state) - rankOf(b.state) },
  { id: 'node', title: 'Node', cell: (n) => n.node },
  { id: 'since', title: 'Since', cell: (n) => n.since, firstDescending: true },
  { id: 'heard', title: 'Last heard', cell: (n) => n.lastHeard, firstDescending: true },
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

function compareCells(a: CsvCell, b: CsvCell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(String(a), String(b));
}

/** `sort` is a column id, with a leading "-" for descending. What is not known comes last either way. */
export function sortNodes(nodes: readonly NodeSummary[], sort: string): NodeSummary[] {
  const descending = sort.startsWith('-');
  const column = COLUMNS.find((c) => c.id === (descending ? sort.slice(1) : sort)) ?? COLUMNS[0]!;
  const sign = descending ? -1 : 1;
  return [...nodes].sort((a, b) => {
    const x = column.cell(a);
    const y = column.cell(b);
    if (x === null || y === null) return x === y ? compareText(a.node, b.node) : x === null ? 1 : -1;
    return sign * (column.compare ? column.compare(a, b) : compareCells(x, y)) || compareText(a.node, b.node);
  });
}

export function nextSort(current: string, column: Column): string {
  const [first, second] = column.firstDescending ? [`-${column.id}`, column.id] : [column.id, `-${column.id}`];
  return current === first ? second : first;
}

export const NODE_HEADER = [...COLUMNS, ...MORE].map((c) => c.title);

export const nodeCsv = (nodes: readonly NodeSummary[]): CsvCell[][] =>
  nodes.map((n) => [...COLUMNS, ...MORE].map((c) => c.cell(n)));
