import { describe, expect, it } from 'vitest';
import type { Rollout } from '../src/model/api';
import { byUrgency, foreseen, movesOf, standing } from '../src/model/rollouts';

const row = { check: 'os.kernel.release', title: '', outcome: 'DRIFT', expected: 'a', observed: 'b', nodes: 3, fresh: 2, where: [], cost: 'REBOOT' };

const rollout = (patch: Partial<Rollout> = {}): Rollout => ({
  id: 'x',
  rule: 'site/rtx',
  baseline: 'site/rtx',
  from: 'old',
  to: 'new',
  state: 'WAITING',
  move: { what: 'proposed', who: 'holdfast', why: '', at: '2026-11-26T08:00:00Z' },
  nodes: 64,
  canaries: [],
  waves: [
    { wave: 'canary', due: true, nodes: 1, confirmed: 1, departing: 0 },
    { wave: '5 %', due: false, nodes: 4, confirmed: 0, departing: 0 },
  ],
  preview: { nodes: 64, unread: 0, drains: 2, rows: [row], accepted: [] },
  ...patch,
});

describe('a rollout', () => {
  it('offers what its state allows and nothing else', () => {
    expect(movesOf('WAITING').map((m) => m.verb)).toEqual(['approve', 'approve-for-all', 'roll-back']);
    expect(movesOf('STOPPED').map((m) => m.verb)).toEqual(['resume', 'roll-back']);
    expect(movesOf('ROLLED_BACK')).toEqual([]);
    expect(movesOf('NEWER' as never)).toEqual([]);
  });

  it('that stopped says who stopped it and why, before those that are done', () => {
    const move = { what: 'stopped', who: 'holdfast', why: 'not foreseen: a on n1', at: '2026-11-26T08:00:00Z' };
    const stopped = rollout({ state: 'STOPPED', rule: 'b', move });
    expect(standing(stopped)).toBe('Stopped by holdfast: not foreseen: a on n1. 1 of 64 nodes are judged by it.');
    expect(byUrgency([rollout({ state: 'DONE' }), stopped]).map((r) => r.state)).toEqual(['STOPPED', 'DONE']);
  });

  it('tells what is new from what departs already', () => {
    expect(foreseen(rollout())).toBe('1 check would depart where it does not now; to mend that takes 2 drains.');
    expect(foreseen(rollout({ preview: { nodes: 3, unread: 2, drains: 0, rows: [{ ...row, fresh: 0 }], accepted: [] } }))).toBe(
      'What departs from it departs from the present one as well. 2 could not be judged: whatever departs there stops the rollout.',
    );
    const waived = { ...row, outcome: 'WAIVED', fresh: 0 };
    expect(foreseen(rollout({ preview: { nodes: 3, unread: 0, drains: 0, rows: [waived], accepted: [] } }))).toBe(
      'Nothing that is not waived departs from it on 3 nodes. 1 check is waived on some nodes.',
    );
    expect(foreseen(rollout({ preview: { nodes: 0, unread: 64, drains: 0, rows: [], accepted: [] } }))).toContain('No node was judged');
  });
});
