import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { moves } from '../keys';
import { cellAt, layoutMap, neighbour, type Arrow } from '../map/layout';
import { Painter } from '../map/painter';
import type { NodeSummary } from '../model/api';
import { count } from '../model/format';
import type { Group } from '../model/nodes';
import { nodeHref } from '../model/route';
import { stateLabel } from '../model/states';
import { go } from '../navigation';
import { palette } from '../theme';
import { CARD_ROOM_PX, HoverCard } from './HoverCard';

const ARROWS: Record<string, Arrow> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };
const CHROME_PX = 400;
const LEAST_ROOM_PX = 320;

function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}

interface Props {
  groups: readonly Group[];
  matching: (node: NodeSummary) => boolean;
}

export function FleetMap({ groups, matching }: Props) {
  const [box, width] = useWidth();
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<Painter | null>(null);
  const [hovered, setHovered] = useState(-1);
  const [focused, setFocused] = useState<string | null>(null);
  const [focusIn, setFocusIn] = useState(false);
  const room = Math.max(LEAST_ROOM_PX, innerHeight - CHROME_PX);
  const layout = useMemo(() => layoutMap(groups, Math.max(width, 1), room), [groups, width, room]);
  const colours = palette.value;

  useEffect(() => {
    if (!canvas.current || !colours || width === 0) return;
    painter.current ??= new Painter(canvas.current);
    painter.current.show(layout, colours, matching);
  }, [layout, colours, matching, width]);

  const focusIndex = focused === null ? -1 : layout.cells.findIndex((cell) => cell.node.node === focused);
  const at = hovered >= 0 ? hovered : focusIn ? focusIndex : -1;
  const cell = layout.cells[at];
  const ringed = layout.cells[focusIn && hovered < 0 ? focusIndex : at];

  const focusOn = (index: number): void => {
    const target = layout.cells[index];
    if (!target) return;
    setHovered(-1);
    setFocused(target.node.node);
    setFocusIn(true);
    box.current?.focus({ preventScroll: true });
    const top = (box.current?.getBoundingClientRect().top ?? 0) + target.y;
    if (top < 60 || top > innerHeight - 40) scrollBy(0, top - innerHeight / 2);
  };
  const openCell = (index: number): void => {
    const target = layout.cells[index];
    if (target) go(nodeHref(target.node));
  };
  const step = (arrow: Arrow): void =>
    focusOn(focusIndex < 0 ? layout.cells.findIndex((c) => matching(c.node)) : neighbour(layout, focusIndex, arrow, matching));

  const now = useRef({ step, openCell, focusIndex });
  now.current = { step, openCell, focusIndex };
  useEffect(
    () =>
      moves({
        move: (by) => now.current.step(by > 0 ? 'right' : 'left'),
        open: () => now.current.openCell(now.current.focusIndex),
      }),
    [],
  );

  const onKeyDown = (e: KeyboardEvent): void => {
    const arrow = ARROWS[e.key];
    if (e.key === 'Home' || e.key === 'End') focusOn(e.key === 'Home' ? 0 : layout.cells.length - 1);
    else if (arrow) step(arrow);
    else return;
    e.preventDefault();
  };
  const lacksRoom = (y: number): boolean => {
    const top = (box.current?.getBoundingClientRect().top ?? 0) + y;
    return top + layout.size + CARD_ROOM_PX > innerHeight && top > CARD_ROOM_PX;
  };
  const under = (e: MouseEvent): number => cellAt(layout, e.offsetX, e.offsetY);

  return (
    <div
      ref={box}
      class="map"
      data-testid="map"
      role="application"
      aria-label={`Map of ${count(layout.cells.length)} nodes. Arrow keys move, enter opens. The list view holds the same nodes.`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={() => setFocusIn(true)}
      onBlur={() => setFocusIn(false)}
    >
      <canvas
        ref={canvas}
        class={hovered >= 0 ? 'over-cell' : ''}
        aria-hidden="true"
        onMouseMove={(e) => setHovered(under(e))}
        onMouseLeave={() => setHovered(-1)}
        onClick={(e) => openCell(under(e))}
      />
      {ringed && (
        <div
          class="ring"
          style={{ left: `${ringed.x - 2}px`, top: `${ringed.y - 2}px`, width: `${layout.size + 4}px`, height: `${layout.size + 4}px` }}
        />
      )}
      {cell && <HoverCard node={cell.node} x={cell.x} y={cell.y} size={layout.size} width={width} upwards={lacksRoom(cell.y)} />}
      <p class="off-screen" aria-live="polite">
        {focusIn && cell ? `${cell.node.node}, ${stateLabel(cell.node.state)}` : ''}
      </p>
    </div>
  );
}
