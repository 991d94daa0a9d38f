import { useEffect, useRef, useState } from 'preact/hooks';
import { getChanges, getEvents, getNode, RequestFailure, type NodeChange, type NodeDetail, type NodeEvent } from '../model/api';
import { factNotices, sessions } from '../store';

/** A node in trouble may change many times a second; its 15,000 facts are fetched at most this often. */
const AT_MOST_EVERY_MS = 2000;

interface Held {
  detail: NodeDetail | null;
  /** Newest first; null before they were fetched. */
  events: NodeEvent[] | null;
  changes: NodeChange[] | null;
  problem: RequestFailure | null;
}

/** The facts, findings, events and changes of one node, fetched again after each notice and each reconnection. */
export function useNodeDetail(cluster: string, name: string): Held {
  const [held, setHeld] = useState<Held>({ detail: null, events: null, changes: null, problem: null });
  const wanted = useRef<() => void>(() => undefined);

  useEffect(() => {
    let over = false;
    let busy = false;
    let again = false;
    const fetchOnce = async (): Promise<void> => {
      if (busy) {
        again = true;
        return;
      }
      busy = true;
      again = false;
      try {
        const [detail, { events }, { changes }] = await Promise.all([getNode(cluster, name), getEvents(cluster, name), getChanges(cluster, name)]);
        if (!over) setHeld({ detail, events, changes, problem: null });
      } catch (e) {
        const problem = e instanceof RequestFailure ? e : new RequestFailure(`${cluster}/${name}`, null, String(e));
        if (!over) setHeld((old) => ({ ...old, problem }));
      }
      setTimeout(() => {
        busy = false;
        if (again && !over) void fetchOnce();
      }, AT_MOST_EVERY_MS);
    };
    wanted.current = () => void fetchOnce();
    void fetchOnce();
    return () => {
      over = true;
    };
  }, [cluster, name]);

  const session = sessions.value;
  const seen = useRef(session);
  useEffect(() => {
    if (seen.current !== session) wanted.current();
    seen.current = session;
  }, [session]);

  useEffect(() => {
    const id = `${cluster}/${name}`;
    return factNotices.subscribe(({ node, serial }) => {
      if (node === id && serial > 0) wanted.current();
    });
  }, [cluster, name]);
  return held;
}
