import type { Check, Fact, NodeDetail, Section } from './api';
import type { CsvCell } from './csv';
import { valueText } from './format';
import { groupBy } from './group';

export interface FactFilter {
  text: string;
  missingOnly: boolean;
  section: string;
}

export interface SectionCount {
  section: string;
  facts: number;
  missing: number;
}

export type FactRow =
  | { kind: 'section'; key: string; name: string; section: Section | null; shown: number; total: number; missing: number }
  | { kind: 'check'; key: string; id: string; check: Check | null; shown: number }
  | { kind: 'fact'; key: string; fact: Fact; check: Check | null; alone: boolean; confirmedAt: string | null }
  | { kind: 'detail'; key: string; fact: Fact; check: Check | null; observedAt: string | null };

export const factKey = (f: Fact): string => `${f.check} ${f.instance}`;

const textOf = (f: Fact): string => (f.value === undefined ? (f.missing ?? '') : valueText(f.value));

/** One lower-case line per fact, made once per answer: searching 15,000 of them then takes a few milliseconds. */
export const searchLines = (facts: readonly Fact[]): string[] =>
  facts.map((f) => `${f.check} ${f.instance} ${textOf(f)} ${f.unit ?? ''} ${f.source} ${f.detail ?? ''}`.toLowerCase());

export function countSections(detail: NodeDetail): SectionCount[] {
  const counts = new Map<string, SectionCount>();
  for (const { section } of detail.sections) counts.set(section, { section, facts: 0, missing: 0 });
  for (const f of detail.facts) {
    let c = counts.get(f.section);
    if (!c) counts.set(f.section, (c = { section: f.section, facts: 0, missing: 0 }));
    c.facts++;
    if (f.value === undefined) c.missing++;
  }
  return [...counts.values()].sort((a, b) => (a.section < b.section ? -1 : 1));
}

export function pickFacts(facts: readonly Fact[], lines: readonly string[], filter: FactFilter): Fact[] {
  const terms = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return facts.filter((f, i) => {
    if (filter.missingOnly && f.value !== undefined) return false;
    if (filter.section && f.section !== filter.section) return false;
    const line = lines[i] ?? '';
    return terms.every((term) => line.includes(term));
  });
}

/** Section, then check, then instances; a check with a single fact is one row. `open` holds the keys that show detail. */
export function factRows(
  detail: NodeDetail,
  picked: readonly Fact[],
  checks: ReadonlyMap<string, Check>,
  open: ReadonlySet<string>,
): FactRow[] {
  const sections = new Map(detail.sections.map((s) => [s.section, s]));
  const totals = new Map(countSections(detail).map((c) => [c.section, c]));
  const bySection = groupBy(picked, (f) => f.section);
  const rows: FactRow[] = [];
  for (const name of [...bySection.keys()].sort()) {
    const inSection = bySection.get(name) ?? [];
    const section = sections.get(name) ?? null;
    const total = totals.get(name);
    rows.push({ kind: 'section', key: `section ${name}`, name, section, shown: inSection.length, total: total?.facts ?? 0, missing: total?.missing ?? 0 });
    for (const [id, facts] of groupBy(inSection, (f) => f.check)) {
      const check = checks.get(id) ?? null;
      const alone = facts.length === 1;
      if (!alone) rows.push({ kind: 'check', key: `check ${id}`, id, check, shown: facts.length });
      for (const fact of facts) {
        const key = factKey(fact);
        rows.push({ kind: 'fact', key, fact, check, alone, confirmedAt: section?.confirmedAt ?? null });
        if (open.has(key)) rows.push({ kind: 'detail', key: `detail ${key}`, fact, check, observedAt: section?.observedAt ?? null });
      }
    }
  }
  return rows;
}

export const FACT_HEADER = ['check', 'instance', 'section', 'value', 'unit', 'missing', 'detail', 'source'];

export const factCsv = (facts: readonly Fact[]): CsvCell[][] =>
  facts.map((f) => [
    f.check,
    f.instance,
    f.section,
    f.value === undefined ? null : Array.isArray(f.value) ? f.value.join(' ') : f.value,
    f.unit ?? null,
    f.missing ?? null,
    f.detail ?? null,
    f.source,
  ]);
