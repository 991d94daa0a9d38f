import { useEffect, useState } from 'preact/hooks';
import { RequestFailure } from '../model/api';
import { sessions } from '../store';

const EVERY_MS = 5000;

export const failureOf = (e: unknown, url: string): RequestFailure => (e instanceof RequestFailure ? e : new RequestFailure(url, null, String(e)));

/** What was fetched last, and why the newest try failed. */
export interface Polled<T> {
  body: T | null;
  problem: RequestFailure | null;
  /** Fetches at once. */
  look: () => void;
}

/** A body that is fetched again as long as the page is open, and at once when somebody signs in or out. */
export function usePolled<T>(url: string, fetch: () => Promise<T>, everyMs = EVERY_MS): Polled<T> {
  const [held, setHeld] = useState<Omit<Polled<T>, 'look'>>({ body: null, problem: null });
  const [asked, setAsked] = useState(0);
  const session = sessions.value;
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      try {
        const body = await fetch();
        if (!over) setHeld({ body, problem: null });
      } catch (e) {
        const problem = failureOf(e, url);
        if (!over) setHeld((old) => ({ ...old, problem }));
      }
      if (!over) timer = setTimeout(() => void look(), everyMs);
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [session, asked, url, fetch, everyMs]);
  return { ...held, look: () => setAsked((n) => n + 1) };
}
