import { useEffect, useState } from 'preact/hooks';
import { RequestFailure } from '../model/api';
import { sessions } from '../store';

const EVERY_MS = 5000;

/** What was fetched last, and why the newest try failed. */
export interface Polled<T> {
  body: T | null;
  problem: RequestFailure | null;
}

/** A body that is fetched again as long as the page is open, and at once when somebody signs in or out. */
export function usePolled<T>(url: string, fetch: () => Promise<T>): Polled<T> {
  const [held, setHeld] = useState<Polled<T>>({ body: null, problem: null });
  const session = sessions.value;
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      try {
        const body = await fetch();
        if (!over) setHeld({ body, problem: null });
      } catch (e) {
        const problem = e instanceof RequestFailure ? e : new RequestFailure(url, null, String(e));
        if (!over) setHeld((old) => ({ ...old, problem }));
      }
      if (!over) timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [session, url, fetch]);
  return held;
}
