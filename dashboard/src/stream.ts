import { batch } from '@preact/signals';
import { getChecks, getFleet, getNodes, RequestFailure, STREAM_URL, type Fleet, type NodesChange } from './model/api';
import { backoff } from './model/backoff';
import { isStranger, loadSession } from './session';
import * as store from './store';

const HELLO_LIMIT_MS = 10_000;
/** The heartbeat comments of the stream are invisible to a page, so a quiet stream is asked once in a while. */
const QUIET_MS = 30_000;

let source: EventSource | null = null;
let attempt = 0;
let greeted = false;
let fetched = false;
let retryTimer: ReturnType<typeof setTimeout> | undefined;
let helloTimer: ReturnType<typeof setTimeout> | undefined;

function settle(): void {
  if (!greeted || !fetched) return;
  attempt = 0;
  batch(() => {
    if (store.phase.value !== 'live') store.sessions.value++;
    store.phase.value = 'live';
    store.failure.value = null;
    store.retryAt.value = null;
  });
}

function fail(what: string, reason: string): void {
  clearTimeout(helloTimer);
  source?.close();
  source = null;
  const wait = backoff(attempt++, Math.random());
  batch(() => {
    store.phase.value = 'reconnecting';
    store.failure.value = { what, reason };
    store.retryAt.value = Date.now() + wait;
  });
  retryTimer = setTimeout(open, wait);
  // A session that has ended is refused like a stream that was cut.
  void loadSession();
}

/** `of` is the stream that asked; an answer that comes after that stream was given up changes nothing but the data. */
async function refresh(of: EventSource): Promise<void> {
  store.holdChanges();
  try {
    const [fleet, list] = await Promise.all([getFleet(), getNodes()]);
    batch(() => {
      store.putFleet(fleet);
      store.putNodes(list);
    });
    if (source !== of) return;
    fetched = true;
    settle();
    if (store.checks.value.size === 0) void loadChecks();
  } catch (e) {
    if (source === of) fail(e instanceof RequestFailure ? e.url : 'the answer', e instanceof Error ? e.message : String(e));
  }
}

/** The catalog only adds meaning to ids; without it the page still works, and the next connection asks again. */
async function loadChecks(): Promise<void> {
  const { checks } = await getChecks().catch(() => ({ checks: [] }));
  store.checks.value = new Map(checks.map((check) => [check.id, check]));
}

function open(): void {
  clearTimeout(retryTimer);
  if (isStranger.value) return;
  const stream = new EventSource(STREAM_URL);
  source = stream;
  greeted = false;
  fetched = false;
  const on = (event: string, act: (data: string) => void): void =>
    stream.addEventListener(event, (e) => {
      if (source === stream) act((e as MessageEvent<string>).data);
    });
  on('hello', (data) => {
    clearTimeout(helloTimer);
    const { asOf } = JSON.parse(data) as { asOf: string };
    store.arrived(asOf);
    greeted = true;
    if (fetched && store.listIsOlderThan(asOf)) void refresh(stream);
    else settle();
  });
  on('nodes', (data) => store.putChange(JSON.parse(data) as NodesChange));
  on('fleet', (data) => store.putFleet(JSON.parse(data) as Fleet));
  on('facts', (data) => store.putNotice((JSON.parse(data) as { node: string }).node));
  stream.onerror = () => {
    if (source === stream) fail(STREAM_URL, 'the event stream ended or was refused');
  };
  helloTimer = setTimeout(() => {
    if (source === stream) fail(STREAM_URL, 'the event stream said nothing');
  }, HELLO_LIMIT_MS);
  void refresh(stream);
}

/** After signing in. */
export function openStream(): void {
  attempt = 0;
  source?.close();
  open();
}

/** After signing out. */
export function closeStream(): void {
  clearTimeout(retryTimer);
  clearTimeout(helloTimer);
  source?.close();
  source = null;
  store.phase.value = 'connecting';
}

async function probe(): Promise<void> {
  const stream = source;
  try {
    store.putFleet(await getFleet());
  } catch (e) {
    if (source === stream && e instanceof RequestFailure) fail(e.url, e.message);
  }
}

export function startStream(): void {
  open();
  // A reader who comes back to the page, or gets a network back, does not wait out the rest of a long pause.
  const now = (): void => {
    if (source === null && !document.hidden) open();
  };
  addEventListener('online', now);
  document.addEventListener('visibilitychange', now);
  setInterval(() => {
    const quiet = Date.now() - (store.dataAt.value ?? 0);
    if (store.phase.value === 'live' && quiet > QUIET_MS) void probe();
  }, QUIET_MS / 6);
}
