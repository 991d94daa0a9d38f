import type { NodeSummary } from '../model/api';
import type { Group } from '../model/nodes';

export interface Cell {
  node: NodeSummary;
  x: number;
  y: number;
}

export interface Block {
  name: string;
  known: boolean;
  total: number;
  first: number;
  columns: number;
  x: number;
  /** Top of the title; the cells begin at `cellsY`. */
  y: number;
  cellsY: number;
  width: number;
}

export interface MapLayout {
  size: number;
  step: number;
  width: number;
  height: number;
  titled: boolean;
  blocks: Block[];
  cells: Cell[];
}

const SIZES = [40, 32, 26, 22, 18, 15, 13, 11, 9, 8];
const TITLE = 18;
const BETWEEN = 16;
const NARROWEST = 48;

const gapOf = (size: number): number => (size > 12 ? 3 : size > 8 ? 2 : 1);

function place(groups: readonly Group[], width: number, size: number, titled: boolean): { blocks: Block[]; height: number } {
  const step = size + gapOf(size);
  const most = Math.max(1, Math.floor((width + step - size) / step));
  const blocks: Block[] = [];
  let x = 0;
  let y = 0;
  let tallest = 0;
  let first = 0;
  for (const group of groups) {
    const total = group.nodes.length;
    const wide = titled ? Math.max(Math.ceil(Math.sqrt(total * 2)), Math.min(total, Math.floor(NARROWEST / step))) : total;
    const rows = Math.ceil(total / Math.min(most, Math.max(1, wide)));
    const columns = titled ? Math.ceil(total / rows) : Math.min(most, total);
    const blockWidth = Math.min(width, Math.max(columns * step, titled ? NARROWEST : 0));
    const tall = (titled ? TITLE : 0) + Math.ceil(total / columns) * step;
    if (x > 0 && x + blockWidth > width) {
      x = 0;
      y += tallest + BETWEEN;
      tallest = 0;
    }
    const cellsY = y + (titled ? TITLE : 0);
    blocks.push({ name: group.name, known: group.known, total, first, columns, x, y, cellsY, width: blockWidth });
    first += total;
    tallest = Math.max(tallest, tall);
    x += blockWidth + BETWEEN;
  }
  return { blocks, height: y + tallest };
}

/** The largest cells with which the whole fleet fits the room; past the smallest size the map grows downwards. */
export function layoutMap(groups: readonly Group[], width: number, room: number): MapLayout {
  const titled = groups.length > 1 || (groups[0]?.name ?? '') !== '';
  let size = SIZES[0] ?? 8;
  let placed = place(groups, width, size, titled);
  for (const smaller of SIZES.slice(1)) {
    if (placed.height <= room) break;
    size = smaller;
    placed = place(groups, width, size, titled);
  }
  const step = size + gapOf(size);
  const cells: Cell[] = [];
  placed.blocks.forEach((block, g) => {
    groups[g]?.nodes.forEach((node, i) => {
      cells.push({ node, x: block.x + (i % block.columns) * step, y: block.cellsY + Math.floor(i / block.columns) * step });
    });
  });
  return { size, step, width, height: placed.height, titled, blocks: placed.blocks, cells };
}

/** The index of the cell under a point, or -1. The gap beside a cell belongs to it, so that sweeping never flickers. */
export function cellAt(layout: MapLayout, x: number, y: number): number {
  for (const b of layout.blocks) {
    if (x < b.x || y < b.cellsY || x >= b.x + b.columns * layout.step) continue;
    const column = Math.floor((x - b.x) / layout.step);
    const index = Math.floor((y - b.cellsY) / layout.step) * b.columns + column;
    if (index < b.total) return b.first + index;
  }
  return -1;
}

export type Arrow = 'left' | 'right' | 'up' | 'down';

/** The cell an arrow key leads to: the neighbour in reading order, or the nearest cell in the row above or below. */
export function neighbour(layout: MapLayout, from: number, arrow: Arrow, matching: (node: NodeSummary) => boolean): number {
  const { cells } = layout;
  const here = cells[from];
  if (!here) return -1;
  if (arrow === 'left' || arrow === 'right') {
    const by = arrow === 'left' ? -1 : 1;
    for (let i = from + by; i >= 0 && i < cells.length; i += by) if (matching(cells[i]!.node)) return i;
    return from;
  }
  let best = from;
  let least = Infinity;
  cells.forEach((cell, i) => {
    const down = arrow === 'down' ? cell.y - here.y : here.y - cell.y;
    if (down <= 0 || !matching(cell.node)) return;
    const cost = down * 3 + Math.abs(cell.x - here.x);
    if (cost < least) {
      least = cost;
      best = i;
    }
  });
  return best;
}
