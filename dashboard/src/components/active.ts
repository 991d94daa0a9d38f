import { useEffect, useRef, useState } from 'preact/hooks';
import { moves } from '../keys';

interface Active {
  index: number;
  set: (index: number) => void;
}

/** The row that j, k and enter act on. It follows its row by key when the list changes around it. */
export function useActive(keys: readonly string[], open: (index: number) => void): Active {
  const [key, setKey] = useState<string | null>(null);
  const index = key === null ? -1 : keys.indexOf(key);
  const now = useRef({ keys, index, open });
  now.current = { keys, index, open };
  useEffect(
    () =>
      moves({
        move(by) {
          const { keys, index } = now.current;
          setKey(keys[Math.max(0, Math.min(keys.length - 1, index + by))] ?? null);
        },
        open() {
          if (now.current.index >= 0) now.current.open(now.current.index);
        },
      }),
    [],
  );
  return { index, set: (i) => setKey(keys[i] ?? null) };
}
