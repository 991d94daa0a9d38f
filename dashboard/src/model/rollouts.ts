import type { Rollout, RolloutState, RolloutVerb } from './api';
import { count, plural } from './format';

export interface RolloutMove {
  verb: RolloutVerb;
  label: string;
  /** What it does, for whoever has to confirm it. */
  means: string;
}

const MOVES: Record<RolloutVerb, Omit<RolloutMove, 'verb'>> = {
  approve: { label: 'Approve', means: 'The canaries are judged by it first, then 5 %, 25 % and all nodes.' },
  'approve-for-all': { label: 'Approve for all at once', means: 'Every node is judged by it at once, without canaries and waves.' },
  stop: { label: 'Stop', means: 'No further wave begins. Nodes that are judged by it already still are.' },
  resume: { label: 'Resume', means: 'It goes on, and the checks that depart on its nodes now are accepted.' },
  'roll-back': { label: 'Roll back', means: 'Every node is judged by the baseline that was in force before.' },
};

const REFUSED = { label: 'Refuse', means: 'It does not come to any node; what is in force stays.' };

const OF_STATE: Record<RolloutState, RolloutVerb[]> = {
  WAITING: ['approve', 'approve-for-all', 'roll-back'],
  ROLLING: ['stop', 'roll-back'],
  STOPPED: ['resume', 'roll-back'],
  DONE: ['roll-back'],
  ROLLED_BACK: [],
};

/** What may be done with a rollout; a state of a newer aggregator allows nothing. */
export const movesOf = (state: RolloutState): RolloutMove[] =>
  (OF_STATE[state] ?? []).map((verb) => ({ verb, ...(state === 'WAITING' && verb === 'roll-back' ? REFUSED : MOVES[verb]) }));

const ORDER: RolloutState[] = ['STOPPED', 'WAITING', 'ROLLING', 'ROLLED_BACK', 'DONE'];

/** Those that wait for a person first, the order within a state as it came. */
export function byUrgency(rollouts: readonly Rollout[]): Rollout[] {
  const rank = (r: Rollout): number => ORDER.indexOf(r.state);
  return [...rollouts].sort((a, b) => rank(a) - rank(b));
}

export const confirmed = (r: Rollout): number => r.waves.reduce((sum, w) => sum + w.confirmed, 0);

/** How far it is, in one sentence. */
export function standing(r: Rollout): string {
  const nodes = `${count(r.nodes)} ${plural(r.nodes, 'node')}`;
  const why = r.move.why === '' ? '' : `: ${r.move.why}`;
  switch (r.state) {
    case 'WAITING':
      return `Waits for approval, for ${nodes}.`;
    case 'ROLLING':
      return `Rolling: ${count(confirmed(r))} of ${nodes} are judged by it.`;
    case 'STOPPED':
      return `Stopped by ${r.move.who}${why}. ${count(confirmed(r))} of ${nodes} are judged by it.`;
    case 'DONE':
      return `In force: ${count(confirmed(r))} of ${nodes} are judged by it.`;
    case 'ROLLED_BACK':
      return `Rolled back by ${r.move.who}${why}.`;
    default:
      return `In a state this page does not know: ${String(r.state)}.`;
  }
}

/** What the preview says, in one sentence. */
export function foreseen(r: Rollout): string {
  const { rows, nodes, unread, drains } = r.preview;
  const held = new Set(rows.filter((row) => row.outcome === 'WAIVED').map((row) => row.check)).size;
  const waived = held === 0 ? '' : ` ${count(held)} ${plural(held, 'check')} ${held === 1 ? 'is' : 'are'} waived on some nodes.`;
  const open = rows.filter((row) => row.outcome !== 'WAIVED');
  const lacking = `${waived}${unread === 0 ? '' : ` ${count(unread)} could not be judged: whatever departs there stops the rollout.`}`;
  if (nodes === 0) return `No node was judged by it yet.${lacking}`;
  const fresh = open.filter((row) => row.fresh > 0);
  if (open.length === 0) return `${held === 0 ? 'Nothing' : 'Nothing that is not waived'} departs from it on ${count(nodes)} ${plural(nodes, 'node')}.${lacking}`;
  if (fresh.length === 0) return `What departs from it departs from the present one as well.${lacking}`;
  const checks = new Set(fresh.map((row) => row.check)).size;
  return `${count(checks)} ${plural(checks, 'check')} would depart where ${checks === 1 ? 'it does' : 'they do'} not now; to mend that takes ${count(drains)} ${plural(drains, 'drain')}.${lacking}`;
}
