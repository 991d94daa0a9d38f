import type { Cohorts } from './api';
import { count, plural } from './format';

/** Nodes that read something else than most of their peers, in checks where enough agree. */
function oddNodes(cohorts: Cohorts): Set<string> {
  const odd = new Set<string>();
  for (const cohort of cohorts.cohorts)
    for (const one of cohort.differences) if (!one.suspected) Object.keys(one.odd).forEach((node) => odd.add(node));
  return odd;
}

/** The comparison in one line. */
export function peersHeadline(cohorts: Cohorts): string {
  const known = cohorts.cohorts.reduce((sum, cohort) => sum + cohort.nodes, 0);
  if (known === 0) return 'No two nodes of the same hardware are known yet.';
  const odd = oddNodes(cohorts).size;
  if (odd > 0) return `${count(odd)} of ${count(known)} ${plural(known, 'node')} ${plural(odd, 'reads', 'read')} otherwise than most nodes of the same hardware.`;
  const suspected = cohorts.cohorts.some((cohort) => cohort.differences.length > 0);
  return suspected
    ? 'Nodes of the same hardware differ, and too few agree to say which of them are wrong.'
    : `${count(known)} ${plural(known, 'node')}: each reads like the others of the same hardware.`;
}

/** Those who read otherwise, by what they read, the most first. */
export function byValue(odd: Record<string, string>): [string, string[]][] {
  const values = new Map<string, string[]>();
  for (const [node, value] of Object.entries(odd)) values.set(value, [...(values.get(value) ?? []), node]);
  return [...values].sort(([, a], [, b]) => b.length - a.length);
}
