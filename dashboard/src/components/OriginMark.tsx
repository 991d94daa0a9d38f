import { ORIGINS } from '../model/states';

/** Nothing for a real machine; a mark for all that only looks like one. */
export function OriginMark({ origin }: { origin: string | null }) {
  if (origin === null || origin === 'live') return null;
  return (
    <span class="origin" title={ORIGINS[origin] ?? 'an origin this page does not know'}>
      {origin}
    </span>
  );
}
