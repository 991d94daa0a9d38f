import type { ComponentChildren } from 'preact';
import { rowAt } from '../model/rows';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Props {
  /** Tops of all rows, and the end of the last one: one more entry than rows. */
  tops: Float64Array;
  row: (index: number) => ComponentChildren;
  active: number;
  label: string;
}

const BEYOND_PX = 240;
const HEADER_PX = 96;

/** Scrolls with the page and holds only the rows in view in the document. */
export function VirtualList({ tops, row, active, label }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<[number, number]>([0, 1200]);
  const total = tops[tops.length - 1] ?? 0;

  useLayoutEffect(() => {
    let frame = 0;
    const measure = (): void => {
      frame = 0;
      const top = -(box.current?.getBoundingClientRect().top ?? 0);
      const step = 100;
      const from = Math.floor((top - BEYOND_PX) / step) * step;
      const to = Math.ceil((top + innerHeight + BEYOND_PX) / step) * step;
      setView((old) => (old[0] === from && old[1] === to ? old : [from, to]));
    };
    const later = (): void => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    addEventListener('scroll', later, { passive: true });
    addEventListener('resize', later);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', later);
      removeEventListener('resize', later);
    };
  }, [total]);

  useEffect(() => {
    if (active < 0 || !box.current) return;
    const origin = box.current.getBoundingClientRect().top;
    const top = origin + (tops[active] ?? 0);
    const bottom = origin + (tops[active + 1] ?? 0);
    if (top < HEADER_PX) scrollBy(0, top - HEADER_PX);
    else if (bottom > innerHeight - 16) scrollBy(0, bottom - innerHeight + 16);
  }, [active]);

  const rows = tops.length - 1;
  const first = rowAt(tops, view[0]);
  const last = Math.min(rows - 1, rowAt(tops, Math.max(0, view[1])));
  const shown: ComponentChildren[] = [];
  for (let i = first; i <= last; i++) shown.push(row(i));
  return (
    <div ref={box} class="virtual" role="rowgroup" aria-label={label} style={{ height: `${total}px` }}>
      {shown}
    </div>
  );
}
