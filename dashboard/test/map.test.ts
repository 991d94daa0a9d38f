import { describe, expect, it } from 'vitest';
import { cellAt, layoutMap, neighbour } from '../src/map/layout';
import { groupNodes } from '../src/model/nodes';
import { rowAt, topsOf } from '../src/model/rows';
import { aNode } from './factory';

const fleetOf = (n: number) =>
  groupNodes(
    Array.from({ length: n }, (_, i) => aNode(`lab/n${i}`, { labels: { rack: `r${Math.floor(i / 8)}` } })),
    'rack',
  );

describe('the map', () => {
  it.each([1, 5, 512, 10_000])('finds each of %i cells where it drew it', (n) => {
    const layout = layoutMap(fleetOf(n), 1000, 600);
    expect(layout.cells).toHaveLength(n);
    layout.cells.forEach((cell, i) => {
      expect(cellAt(layout, cell.x + layout.size / 2, cell.y + layout.size / 2)).toBe(i);
    });
  });

  it('never draws beyond its width', () => {
    for (const width of [40, 300, 1000]) {
      const layout = layoutMap(fleetOf(512), width, 600);
      expect(Math.max(...layout.cells.map((c) => c.x + layout.size))).toBeLessThanOrEqual(width);
    }
  });

  it('shrinks its cells before it grows past the room', () => {
    expect(layoutMap(fleetOf(512), 1000, 600).size).toBeGreaterThan(layoutMap(fleetOf(4096), 1000, 600).size);
  });

  it('finds nothing beside the cells', () => {
    const layout = layoutMap(fleetOf(5), 1000, 600);
    expect(cellAt(layout, 999, 599)).toBe(-1);
    expect(cellAt(layout, -1, -1)).toBe(-1);
  });

  it('moves with the arrows, over what the filter hides', () => {
    const layout = layoutMap(groupNodes(Array.from({ length: 60 }, (_, i) => aNode(`lab/n${i}`)), 'none'), 200, 200);
    const all = () => true;
    expect(neighbour(layout, 0, 'right', all)).toBe(1);
    expect(neighbour(layout, 0, 'left', all)).toBe(0);
    expect(neighbour(layout, 0, 'right', (n) => n.name !== 'n1')).toBe(2);
    const down = neighbour(layout, 0, 'down', all);
    expect(layout.cells[down]!.x).toBe(layout.cells[0]!.x);
    expect(neighbour(layout, down, 'up', all)).toBe(0);
  });
});

describe('rows of different heights', () => {
  it('are found by their place', () => {
    const tops = topsOf([10, 20, 30]);
    expect([0, 9, 10, 29, 30, 59, 1000, -5].map((y) => rowAt(tops, y))).toEqual([0, 0, 1, 1, 2, 2, 2, 0]);
  });
});
