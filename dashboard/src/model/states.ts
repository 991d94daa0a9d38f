/** The closed word lists, and how each word is said and drawn. The only place that knows. */

export type Hue = 'calm' | 'amber' | 'orange' | 'red' | 'blue' | 'violet' | 'none';

export type Shape =
  | 'solid'
  | 'notch'
  | 'ring'
  | 'half'
  | 'full'
  | 'diagonal'
  | 'dots'
  | 'hatch'
  | 'outline'
  | 'dashed'
  | 'dash';

export type State =
  | 'RETIRED'
  | 'UNENROLLED'
  | 'SILENT'
  | 'IN_MAINTENANCE'
  | 'PREPARING'
  | 'UNHEALTHY'
  | 'DEGRADED'
  | 'DRIFTED'
  | 'PENDING'
  | 'UNDECLARED'
  | 'HEALTHY'
  | 'UNKNOWN';

export interface Look {
  label: string;
  meaning: string;
  shape: Shape;
  hue: Hue;
  inService: boolean;
}

/** In the order in which a reader wants to meet them: what needs a person first. */
export const STATES: Record<State, Look> = {
  UNHEALTHY: { label: 'unhealthy', meaning: 'heard, with a fault', shape: 'full', hue: 'red', inService: false },
  DEGRADED: { label: 'degraded', meaning: 'heard, works below what it should', shape: 'half', hue: 'orange', inService: false },
  SILENT: { label: 'silent', meaning: 'not heard any more; what it is now is unknown', shape: 'hatch', hue: 'none', inService: false },
  UNKNOWN: { label: 'unknown', meaning: 'a state word this page does not know', shape: 'hatch', hue: 'none', inService: false },
  DRIFTED: { label: 'drifted', meaning: 'in service, differs from its baseline', shape: 'notch', hue: 'amber', inService: true },
  PENDING: { label: 'pending activation', meaning: 'the wanted value is written and waits for a reset or reboot', shape: 'ring', hue: 'amber', inService: true },
  UNENROLLED: { label: 'unenrolled', meaning: 'expected, and never heard', shape: 'outline', hue: 'none', inService: false },
  PREPARING: { label: 'preparing', meaning: 'not yet released to workloads', shape: 'dots', hue: 'violet', inService: false },
  IN_MAINTENANCE: { label: 'in maintenance', meaning: 'taken out on purpose', shape: 'diagonal', hue: 'blue', inService: false },
  UNDECLARED: { label: 'undeclared', meaning: 'in service, no baseline: health is judged, conformance is not claimed', shape: 'dashed', hue: 'none', inService: true },
  HEALTHY: { label: 'healthy', meaning: 'in service and as declared', shape: 'solid', hue: 'calm', inService: true },
  RETIRED: { label: 'retired', meaning: 'left the fleet', shape: 'dash', hue: 'none', inService: false },
};

export const STATE_ORDER = Object.keys(STATES) as State[];

const RANK = new Map(STATE_ORDER.map((state, i) => [state, i]));

export const IN_SERVICE: State[] = STATE_ORDER.filter((s) => STATES[s].inService);
export const NOT_RETIRED: State[] = STATE_ORDER.filter((s) => s !== 'RETIRED');

/** A word this page has never heard of is UNKNOWN; it is never taken for a good one. */
export function stateOf(word: string): State {
  return Object.hasOwn(STATES, word) ? (word as State) : 'UNKNOWN';
}

export const lookOf = (word: string): Look => STATES[stateOf(word)];

/** "unknown" alone hides what the aggregator said; the word itself may help whoever has to update this page. */
export function stateLabel(word: string): string {
  const state = stateOf(word);
  return state === 'UNKNOWN' && word !== 'UNKNOWN' ? `unknown (${word})` : STATES[state].label;
}

export const rankOf = (word: string): number => RANK.get(stateOf(word)) ?? 0;

export interface OutcomeLook {
  label: string;
  hue: Hue;
  rank: number;
}

const OUTCOMES: Record<string, OutcomeLook> = {
  FAULT: { label: 'fault', hue: 'red', rank: 0 },
  DRIFT: { label: 'drift', hue: 'amber', rank: 1 },
  PENDING: { label: 'pending', hue: 'amber', rank: 2 },
  UNKNOWN: { label: 'unknown', hue: 'none', rank: 3 },
  WAIVED: { label: 'waived', hue: 'none', rank: 4 },
  SUPPRESSED: { label: 'suppressed', hue: 'none', rank: 5 },
  NOT_APPLICABLE: { label: 'not applicable', hue: 'none', rank: 6 },
  OK: { label: 'ok', hue: 'calm', rank: 7 },
};

export const outcomeOf = (word: string): OutcomeLook =>
  OUTCOMES[word] ?? { label: `unknown (${word})`, hue: 'none', rank: 3 };

const SEVERITY_RANK: Record<string, number> = { CRITICAL: 0, DEGRADED: 1, WARNING: 2, INFO: 3 };
const SEVERITY_HUE: Record<string, Hue> = { CRITICAL: 'red', DEGRADED: 'orange', WARNING: 'amber' };

export const severityRank = (word: string): number => SEVERITY_RANK[word] ?? 0;
export const severityHue = (word: string): Hue => SEVERITY_HUE[word] ?? 'none';

const MISSING: Record<string, string> = {
  absent: 'the source does not exist on this machine',
  unreadable: 'the source exists and could not be read',
  'not-permitted': 'this install may not read the source',
  malformed: 'the source was read and could not be understood',
  timeout: 'the source did not answer in time',
  unsupported: 'the device or tool does not offer this',
  'not-applicable': 'this does not apply to this machine',
};

export const missingMeaning = (word: string): string => MISSING[word] ?? 'a reason this page does not know';

const NEEDS: Record<string, string> = {
  HOST_NAMESPACES: "the host's namespaces",
  DEVICE: 'a device node',
  ROOT: 'user 0',
  unnamed: 'a privilege that the catalog does not name',
};

/** "CAP_SYS_ADMIN ROOT" as "CAP_SYS_ADMIN and user 0". */
export const needsWords = (needs: string): string =>
  needs
    .split(' ')
    .map((one) => NEEDS[one] ?? one)
    .join(' and ');

/** Where the records of a node come from, when that is not the machine itself. */
export const ORIGINS: Record<string, string> = {
  recorded: 'replayed from a recording of a real machine',
  simulated: 'made by the fleet simulator; no such machine exists',
};
