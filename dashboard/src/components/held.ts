import { useRef, useState } from 'preact/hooks';
import { heldOrder } from '../model/order';

interface Held<T> {
  items: T[];
  touch: { onMouseEnter: () => void; onMouseLeave: () => void };
}

/** Keeps the order of a list while the pointer is on it; the values still change. `reason` changes when the reader asked for another order. */
export function useHeldOrder<T>(items: readonly T[], keyOf: (item: T) => string, reason: string): Held<T> {
  const [touched, setTouched] = useState(false);
  const shown = useRef<{ keys: string[]; reason: string }>({ keys: [], reason });
  const wanted = items.map(keyOf);
  const keep = touched && shown.current.reason === reason;
  const keys = keep ? heldOrder(shown.current.keys, wanted) : wanted;
  shown.current = { keys, reason };
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  return {
    items: keep ? keys.flatMap((key) => byKey.get(key) ?? []) : [...items],
    touch: { onMouseEnter: () => setTouched(true), onMouseLeave: () => setTouched(false) },
  };
}
