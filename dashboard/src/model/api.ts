export type Time = string;

export type Severity = 'INFO' | 'WARNING' | 'DEGRADED' | 'CRITICAL';

export interface Health {
  inService: number;
  /** In all as their baseline says; of the next two something is waived, or else held back. */
  declared: number;
  waived: number;
  suppressed: number;
  expected: number;
}

export interface NeedsYou {
  /** `node`, `duplicate`, `waiver`, `rollout` or `baselines`. */
  kind: string;
  /** What it is about: a node's id, a rollout's rule. */
  name: string;
  /** Null where it is about no node. */
  node: string | null;
  state: string | null;
  severity: Severity;
  text: string;
  since: Time | null;
}

export interface Fleet {
  asOf: Time;
  catchingUp: boolean;
  health: { all: Health; plannedExcluded: Health };
  gpus: { inService: number; seen: number; expected: number | null };
  states: Record<string, number>;
  /** Checks that nodes may not read: how many on the node that lacks most, and on how many nodes any. */
  uncovered: { needs: string; checks: number; nodes: number }[];
  records: { accepted: number; dropped: Record<string, number> };
  needsYou: NeedsYou[];
  lastRecordAt: Time | null;
}

/** Two machines, or two agents on one, that report under one name. */
export interface Duplicate {
  boots: string[];
  since: Time;
}

/** What somebody else does to a node. */
export interface Work {
  work: string;
  words: string;
  /** What says so: the value of a label, or the reason that an object gives. */
  said: string;
  stage: string;
  since: Time;
  long: boolean;
}

export interface NodeSummary {
  node: string;
  cluster: string;
  name: string;
  state: string;
  under: string | null;
  marks: string[];
  /** Null as long as one machine speaks under the name. */
  duplicate: Duplicate | null;
  work: Work[];
  since: Time;
  lastHeard: Time | null;
  bootId: string | null;
  agentVersion: string | null;
  identity: string | null;
  origin: string | null;
  findings: Record<string, number>;
  worst: Severity | null;
  /** The check of the worst fault. */
  gravest: string | null;
  missing: Record<string, number>;
  /** Checks that its install may not read, by the privileges they need. */
  uncovered: Record<string, number>;
  os: string | null;
  kernel: string | null;
  driver: string | null;
  gpuModel: string | null;
  gpus: number | null;
  nics: number | null;
  product: string | null;
  labels: Record<string, string>;
  facts: number;
  /** Digest of the baseline it is judged by; null for none. */
  baseline?: string | null;
}

export interface NodeList {
  asOf: Time;
  nodes: NodeSummary[];
}

export interface Section {
  section: string;
  digest: string;
  observedAt: Time;
  confirmedAt: Time;
  complete: boolean;
}

export type FactValue = string | number | boolean | string[];

export interface Fact {
  check: string;
  instance: string;
  section: string;
  source: string;
  value?: FactValue;
  unit?: string | null;
  missing?: string;
  detail?: string;
}

export interface Finding {
  check: string;
  instances: string[];
  scope: string;
  outcome: string;
  severity: Severity;
  expected: string | null;
  observed: string | null;
  since: Time;
  /** Where it was read: path or command line, with detail. */
  evidence: string | null;
  /** Which layer of the baseline says so; absent where the check itself does. */
  declared?: { layer: string; document: string; release: boolean } | null;
  /** Why it is waived or held back, and until when. */
  held?: { outcome: string; reason: string; owner: string; until: Time } | null;
}

export interface NodeDetail {
  asOf: Time;
  summary: NodeSummary;
  sections: Section[];
  facts: Fact[];
  findings: Finding[];
  /** Name of the baseline it is judged by; absent where it is not known. */
  baselineName?: string | null;
  /** File and line of what a finding expects, by check and expectation with a space between. */
  places?: Record<string, string>;
  /** How it compares with nodes of the same hardware; absent where there are none to compare with. */
  peers?: Peers | null;
}

export interface Peers {
  /** False while the aggregator still reads the facts of the fleet: peers are lacking then. */
  complete: boolean;
  /** This node with its peers. */
  nodes: number;
  odd: { check: string; usual: string; observed: string; alike: number; known: number; suspected: boolean }[];
}

/** What the fleet differs in: causes first, nodes last. */
export interface DriftReport {
  asOf: Time;
  complete: boolean;
  /** The largest cause in one line; the summary where there is none. */
  headline: string;
  summary: string;
  causes: DriftCause[];
  held: DriftCause[];
  checks: DriftCheck[];
  layers: { layer: string; document: string; checks: number; nodes: number }[];
  trend: DriftTrend;
}

/** How many nodes differed over time; while nobody counted there is no time in the list. */
export interface DriftTrend {
  at: Time[];
  fleet: DriftCourse;
  checks: Record<string, DriftCourse>;
}

/** Each as long as the list of times. */
export interface DriftCourse {
  nodes: number[];
  began: number[];
  ended: number[];
}

/** What began on the same nodes at about the same time. */
export interface DriftCause {
  sentence: string;
  since: Time;
  after: string[];
  nodes: string[];
  values: DriftValue[];
}

export interface DriftValue {
  check: string;
  title: string;
  outcome: string;
  severity: Severity;
  expected: string;
  observed: string;
  unit?: string | null;
  layer: string;
  document: string;
  /** File and line of the expectation; empty where that is not known. */
  place: string;
  fix: string;
  cost: string;
}

export interface DriftCheck {
  check: string;
  title: string;
  nodes: number;
  since: Time;
  trend: { lastHour: number; lastDay: number; earlier: number; endedLastHour: number; endedLastDay: number };
  values: { outcome: string; expected: string; observed: string; nodes: number }[];
}

export type RolloutState = 'WAITING' | 'ROLLING' | 'STOPPED' | 'DONE' | 'ROLLED_BACK';

/** Where baselines are rolled out. */
export interface Rollouts {
  asOf: Time;
  rollouts: Rollout[];
  /** Why something that was declared is not in force. */
  trouble: string;
}

export interface Rollout {
  id: string;
  rule: string;
  baseline: string;
  /** Digest of the baseline that was in force; empty for none. */
  from: string;
  to: string;
  state: RolloutState;
  move: { what: string; who: string; why: string; at: Time };
  nodes: number;
  canaries: string[];
  waves: { wave: string; due: boolean; nodes: number; confirmed: number; departing: number }[];
  preview: RolloutPreview;
}

export interface RolloutPreview {
  /** How many were judged, and how many could not be. */
  nodes: number;
  unread: number;
  drains: number;
  rows: RolloutRow[];
  /** Checks with which somebody went on. */
  accepted: string[];
}

/** One value of one check that departs from the new baseline. */
export interface RolloutRow {
  check: string;
  title: string;
  outcome: string;
  expected: string;
  observed: string;
  nodes: number;
  /** On how many of them only because the baseline is another. */
  fresh: number;
  where: string[];
  cost: string;
}

export type RolloutVerb = 'approve' | 'approve-for-all' | 'stop' | 'resume' | 'roll-back';

export interface NodeEvent {
  id: string;
  /** A kind of edge, or LOST for rows that never arrived. */
  kind: string;
  check: string | null;
  instances: string[];
  text: string;
  at: Time;
  received: Time;
}

/** What became otherwise on a node. */
export interface NodeChange {
  id: string;
  /** A kind of edge, ROLLOUT for another baseline, or LOST. */
  kind: string;
  check: string | null;
  instances: string[];
  /** Both null where the text has to say it. */
  from: string | null;
  to: string | null;
  text: string;
  at: Time;
}

export interface NodeEvents {
  asOf: Time;
  events: NodeEvent[];
}

export interface Check {
  id: string;
  title: string;
  unit: string | null;
  section: string;
  kind: 'drift' | 'health' | 'info';
  severity: Severity;
  volatile: boolean;
  source: string;
  expected: string;
  fix: string;
  cost: string;
}

export interface NodesChange {
  asOf: Time;
  changed: NodeSummary[];
  gone: string[];
  /** When nodes were heard last that are otherwise as they were. */
  heard: Record<string, Time>;
}

/** Who asks; `name` is null for nobody that is known. */
export interface Session {
  name: string | null;
  role: string | null;
  /** Whether a token has to be shown at all. */
  signIn: boolean;
  until: Time | null;
}

/** A waiver as a person asks for it; without `nodes` for all. */
export interface WaiverWish {
  check: string;
  nodes?: string[];
  reason: string;
  owner: string;
  expires: Time;
}

export interface Waiver {
  id: string;
  check: string;
  nodes: string[];
  where: Record<string, string[]>;
  labels: Record<string, string>;
  reason: string;
  owner: string;
  expires: Time;
  state: string;
  from: string;
  by: string;
  at: Time;
  standing: { covered: number; coveredNodes: number; open: number; openNodes: number };
  ended: { by: string; why: string; at: Time } | null;
}

export interface WaiverList {
  asOf: Time;
  complete: boolean;
  waivers: Waiver[];
  trouble: string;
}

/** What would declare a value; `yaml` is empty where nothing can. */
export interface Proposal {
  text: string;
  yaml: string;
  layer: string;
  file: string;
}

interface Problem {
  title?: string;
  detail?: string;
}

/** A request that did not end in usable data; `status` is null when there was no answer at all. */
export class RequestFailure extends Error {
  constructor(
    readonly url: string,
    readonly status: number | null,
    reason: string,
  ) {
    super(reason);
  }
}

const REQUEST_LIMIT_MS = 15_000;

async function reasonOf(response: Response): Promise<string> {
  const status = `HTTP ${response.status}`;
  if (!(response.headers.get('content-type') ?? '').includes('json')) return status;
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const said = [problem.title, problem.detail].filter(Boolean).join(': ');
  return said ? `${status}, ${said}` : status;
}

async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...init,
      headers: { accept: 'application/json', ...init.headers },
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
  } catch (e) {
    const late = e instanceof DOMException && e.name === 'TimeoutError';
    throw new RequestFailure(url, null, late ? `no answer in ${REQUEST_LIMIT_MS / 1000} s` : 'no connection');
  }
  if (!response.ok) throw new RequestFailure(url, response.status, await reasonOf(response));
  try {
    return (await response.json()) as T;
  } catch {
    throw new RequestFailure(url, response.status, 'the answer is not JSON');
  }
}

const get = <T>(url: string): Promise<T> => ask(url);

/** A body of JSON is what tells our own pages from forms of other sites. */
const change = <T>(method: string, url: string, body: unknown, headers: Record<string, string> = {}): Promise<T> =>
  ask(url, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });

const SESSION_URL = '/api/v1/session';
export const getSession = (): Promise<Session> => get(SESSION_URL);
export const postSession = (token: string): Promise<Session> => change('POST', SESSION_URL, { token });
export const deleteSession = (): Promise<Session> => change('DELETE', SESSION_URL, {});

export const WAIVERS_URL = '/api/v1/waivers';
export const getWaivers = (): Promise<WaiverList> => get(WAIVERS_URL);
/** `key` is the same for the same wish, however often it is sent. */
export const postWaiver = (wish: WaiverWish, key: string): Promise<{ waiver: string }> =>
  change('POST', WAIVERS_URL, wish, { 'idempotency-key': key });
export const deleteWaiver = (id: string): Promise<{ waiver: string }> => change('DELETE', `${WAIVERS_URL}/${encodeURIComponent(id)}`, {});

/** `node` is an id; neither half of it holds a slash. */
export const getProposal = (node: string, check: string): Promise<Proposal> =>
  get(`/api/v1/nodes/${node}/proposal?check=${encodeURIComponent(check)}`);

export const STREAM_URL = '/api/v1/stream';

export const getFleet = (): Promise<Fleet> => get('/api/v1/fleet');
export const getNodes = (): Promise<NodeList> => get('/api/v1/nodes');
/** A check in which not all nodes of the same hardware are alike. */
export interface CohortDifference {
  check: string;
  usual: string;
  alike: number;
  known: number;
  suspected: boolean;
  /** What each of the others reads, by node. */
  odd: Record<string, string>;
}

/** Nodes of the same hardware. */
export interface Cohort {
  hardware: Record<string, string>;
  nodes: number;
  /** The node that is most like its peers, of those without a fault. */
  typical: string | null;
  differences: CohortDifference[];
}

export interface Cohorts {
  asOf: Time;
  complete: boolean;
  cohorts: Cohort[];
}

export const COHORTS_URL = '/api/v1/drift/cohorts';
export const getCohorts = (): Promise<Cohorts> => get(COHORTS_URL);
export const learnedHref = (node: string): string => `/api/v1/baselines/learned?node=${encodeURIComponent(node)}`;
export const DRIFT_URL = '/api/v1/drift';
export const getDrift = (): Promise<DriftReport> => get(DRIFT_URL);
export const ROLLOUTS_URL = '/api/v1/rollouts';
export const getRollouts = (): Promise<Rollouts> => get(ROLLOUTS_URL);
export const moveRollout = (id: string, verb: RolloutVerb, why: string): Promise<{ command: string }> =>
  change('POST', `${ROLLOUTS_URL}/${encodeURIComponent(id)}/${verb}`, { why });
export const getChecks = (): Promise<{ checks: Check[] }> => get('/api/v1/checks');
export const getNode = (cluster: string, name: string): Promise<NodeDetail> =>
  get(`/api/v1/nodes/${encodeURIComponent(cluster)}/${encodeURIComponent(name)}`);
export const getEvents = (cluster: string, name: string): Promise<NodeEvents> =>
  get(`/api/v1/nodes/${encodeURIComponent(cluster)}/${encodeURIComponent(name)}/events`);
export const getChanges = (cluster: string, name: string): Promise<{ changes: NodeChange[] }> =>
  get(`/api/v1/nodes/${encodeURIComponent(cluster)}/${encodeURIComponent(name)}/changes`);
