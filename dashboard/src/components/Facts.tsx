import { useMemo, useState } from 'preact/hooks';
import type { NodeDetail } from '../model/api';
import { download, toCsv } from '../model/csv';
import { countSections, FACT_HEADER, factCsv, factKey, factRows, pickFacts, searchLines, type FactRow } from '../model/facts';
import { count, plural } from '../model/format';
import { groupBy } from '../model/group';
import { topsOf } from '../model/rows';
import { missingMeaning } from '../model/states';
import { choose, route } from '../navigation';
import { checks } from '../store';
import { useActive } from './active';
import { FactLine } from './FactLine';
import { VirtualList } from './VirtualList';

const HEIGHT: Record<FactRow['kind'], number> = { section: 48, check: 32, fact: 28, detail: 88 };

function MissingCounts({ detail }: { detail: NodeDetail }) {
  const words = groupBy(
    detail.facts.filter((f) => f.value === undefined),
    (f) => f.missing ?? 'unknown',
  );
  if (words.size === 0) return null;
  return (
    <p class="missing-counts">
      Could not be read:{' '}
      {[...words].map(([word, facts]) => (
        <button type="button" class="quiet" key={word} title={missingMeaning(word)} onClick={() => choose({ missing: '1', q: word, section: '' })}>
          <span class="not-known">{word}</span> {count(facts.length)}
        </button>
      ))}
    </p>
  );
}

export function Facts({ detail }: { detail: NodeDetail }) {
  const { q = '', missing = '', section = '' } = route.value.query;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const catalog = checks.value;
  const lines = useMemo(() => searchLines(detail.facts), [detail]);
  const picked = useMemo(
    () => pickFacts(detail.facts, lines, { text: q, missingOnly: missing === '1', section }),
    [detail, lines, q, missing, section],
  );
  const rows = useMemo(() => factRows(detail, picked, catalog, open), [detail, picked, catalog, open]);
  const tops = useMemo(() => topsOf(rows.map((row) => HEIGHT[row.kind])), [rows]);
  const sections = useMemo(() => countSections(detail), [detail]);

  const toggle = (row: FactRow | undefined): void => {
    if (row?.kind !== 'fact') return;
    const next = new Set(open);
    if (!next.delete(factKey(row.fact))) next.add(factKey(row.fact));
    setOpen(next);
  };
  const indexed = useMemo(() => rows.map((row, i) => ({ row, i })).filter(({ row }) => row.kind === 'fact'), [rows]);
  const keys = useMemo(() => indexed.map(({ row }) => row.key), [indexed]);
  const active = useActive(keys, (i) => toggle(indexed[i]?.row));
  const activeRow = indexed[active.index]?.i ?? -1;
  if (detail.facts.length === 0)
    return (
      <section class="facts" aria-label="Facts">
        <h2>Facts</h2>
        <p class="muted">This node has reported no facts.</p>
      </section>
    );
  const narrowed = q !== '' || missing !== '' || section !== '';

  return (
    <section class="facts" aria-label="Facts">
      <div class="toolbar">
        <h2>
          Facts{' '}
          <span class="of" data-testid="facts-shown">
            {narrowed ? `${count(picked.length)} of ` : ''}
            {count(detail.facts.length)}
          </span>
        </h2>
        <input
          type="search"
          data-search
          placeholder="Search check, instance, value, source  ( / )"
          aria-label="Search facts"
          spellcheck={false}
          value={q}
          onInput={(e) => choose({ q: e.currentTarget.value })}
        />
        <label>
          <input type="checkbox" checked={missing === '1'} onChange={(e) => choose({ missing: e.currentTarget.checked ? '1' : '' })} /> missing only
        </label>
        <label>
          Section{' '}
          <select value={section} onChange={(e) => choose({ section: e.currentTarget.value })}>
            <option value="">all {count(sections.length)}</option>
            {sections.map((s) => (
              <option key={s.section} value={s.section}>
                {s.section} {count(s.facts)}
                {s.missing > 0 ? `, ${count(s.missing)} missing` : ''}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="quiet" onClick={() => download(`${detail.summary.name}-facts.csv`, toCsv(FACT_HEADER, factCsv(picked)))}>
          Export CSV
        </button>
      </div>
      <MissingCounts detail={detail} />
      {picked.length === 0 ? (
        <p class="notice">
          No fact matches.{' '}
          <button type="button" class="quiet" onClick={() => choose({ q: '', missing: '', section: '' })}>
            Clear the filter
          </button>
        </p>
      ) : (
        <div class="table" role="table" aria-label={`${count(picked.length)} ${plural(picked.length, 'fact')}`} aria-rowcount={rows.length}>
          <VirtualList
            tops={tops}
            active={activeRow}
            label="Facts"
            row={(i) => {
              const row = rows[i];
              return row && <FactLine key={row.key} row={row} top={tops[i] ?? 0} active={i === activeRow} toggle={() => toggle(row)} />;
            }}
          />
        </div>
      )}
    </section>
  );
}
