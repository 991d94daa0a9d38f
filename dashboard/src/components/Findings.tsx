import { useState } from 'preact/hooks';
import type { Check, Finding, NodeDetail } from '../model/api';
import { download, toCsv } from '../model/csv';
import { absolute, count, utcMinute, words } from '../model/format';
import { outcomeOf, severityHue, severityRank, stateOf } from '../model/states';
import { checks } from '../store';
import { useHeldOrder } from './held';
import { Propose } from './Propose';
import { Age, Copy, Known } from './Small';
import { Waive } from './Waive';

const AT_FIRST = 50;
const HEADER = ['outcome', 'severity', 'check', 'instances', 'scope', 'expected', 'observed', 'since', 'source'];

const keyOf = (f: Finding): string => `${f.check} ${f.outcome} ${f.instances.join(' ')}`;

const worstFirst = (a: Finding, b: Finding): number =>
  outcomeOf(a.outcome).rank - outcomeOf(b.outcome).rank || severityRank(a.severity) - severityRank(b.severity) || (a.check < b.check ? -1 : 1);

function Instances({ of }: { of: readonly string[] }) {
  const [first = '', ...rest] = of;
  if (rest.length === 0) return first === 'node' ? null : <div class="muted">{first}</div>;
  return (
    <div class="muted" title={of.join('\n')}>
      {first} and {count(rest.length)} more
    </div>
  );
}

function Fix({ check }: { check: Check | null }) {
  if (!check || !check.fix) return <span class="muted">none listed</span>;
  return (
    <>
      {check.fix} {check.cost && <span class="muted">cost {check.cost}</span>}
    </>
  );
}

/** Which layer of the baseline says so. */
function From({ finding: f, place }: { finding: Finding; place: string | undefined }) {
  if (!f.declared) return null;
  return (
    <div class="muted" title="the layer of the baseline that says so">
      {f.declared.layer} ({f.declared.document}){f.declared.release && ', release condition'}
      {place && (
        <>
          , <code>{place}</code>
        </>
      )}
    </div>
  );
}

/** What holds it back, who answers for it, and when it is a finding again. */
function Held({ finding: f }: { finding: Finding }) {
  if (!f.held) return null;
  return (
    <div class="muted">
      {words(f.held.outcome)}, held back: {f.held.reason}
      {f.held.owner && ` (${f.held.owner})`}, until{' '}
      <time dateTime={f.held.until} title={absolute(f.held.until)}>
        {utcMinute(f.held.until)}
      </time>
    </div>
  );
}

/** What one can decide about it. What is held back already was decided about. */
function Decide({ finding: f, node }: { finding: Finding; node: string }) {
  return (
    <>
      {!f.held && <Waive of={{ check: f.check, nodes: [node] }} />}
      {f.outcome !== 'UNKNOWN' && <Propose check={f.check} node={node} />}
    </>
  );
}

interface RowProps {
  finding: Finding;
  check: Check | null;
  node: string;
  /** File and line of the expectation, where that is known. */
  place: string | undefined;
}

function Row({ finding: f, check, node, place }: RowProps) {
  const outcome = outcomeOf(f.outcome);
  return (
    <tr data-testid="finding-row" data-check={f.check} data-outcome={f.outcome}>
      <td>
        <span class={`ink-${f.outcome === 'FAULT' ? severityHue(f.severity) : outcome.hue}`}>{outcome.label}</span>
        <div class={`severity ink-${severityHue(f.severity)}`}>{f.severity.toLowerCase()}</div>
      </td>
      <td>
        <code>{f.check}</code>
        <Instances of={f.instances} />
        {check && <div class="muted">{check.title}</div>}
      </td>
      <td class="observed">
        <Known value={f.expected} />
        <From finding={f} place={place} />
      </td>
      <td class="observed">
        <Known value={f.observed} />
        <Held finding={f} />
      </td>
      <td>
        <Age at={f.since} />
      </td>
      <td class="source">
        {f.evidence ? (
          <>
            <code>{f.evidence}</code> <Copy text={f.evidence} what="source" />
          </>
        ) : (
          <Known value={null} />
        )}
      </td>
      <td>
        <Fix check={check} />
      </td>
      <td class="decide">{(check || f.check.startsWith('site.')) && <Decide finding={f} node={node} />}</td>
    </tr>
  );
}

/** Says what the absence of findings means for this state, and no more. */
function Nothing({ detail }: { detail: NodeDetail }) {
  const state = stateOf(detail.summary.state);
  const said = detail.facts.length === 0 ? 'Nothing was ever read here, so nothing is judged.' : state === 'SILENT' ? 'No findings when it was last heard.' : 'No findings.';
  const undeclared = state === 'UNDECLARED' ? ' No baseline is declared for this node: its health is judged, conformance is not claimed.' : '';
  return (
    <p class="muted">
      {said}
      {undeclared}
    </p>
  );
}

export function Findings({ detail }: { detail: NodeDetail }) {
  const [all, setAll] = useState(false);
  const wanted = detail.findings.filter((f) => f.outcome !== 'OK').sort(worstFirst);
  const { items, touch } = useHeldOrder(wanted, keyOf, '');
  const shown = all ? items : items.slice(0, AT_FIRST);
  const catalog = checks.value;
  const save = (): void => {
    const rows = items.map((f) => [f.outcome, words(f.severity), f.check, f.instances.join(' '), f.scope, f.expected, f.observed, f.since, f.evidence]);
    download(`${detail.summary.name}-findings.csv`, toCsv(HEADER, rows));
  };
  return (
    <section class="findings" aria-label="Findings" {...touch}>
      <div class="toolbar">
        <h2>
          Findings <span class="of">{count(items.length)}</span>
        </h2>
        {items.length > 0 && (
          <button type="button" class="quiet" onClick={save}>
            Export CSV
          </button>
        )}
      </div>
      {items.length === 0 ? (
        <Nothing detail={detail} />
      ) : (
        <table>
          <thead>
            <tr>
              <th>Outcome</th>
              <th>Check</th>
              <th>Expected</th>
              <th>Observed</th>
              <th>Since</th>
              <th>Source</th>
              <th>Fix</th>
              <th>Decide</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((f) => (
              <Row
                key={keyOf(f)}
                finding={f}
                check={catalog.get(f.check) ?? null}
                node={detail.summary.node}
                place={detail.places?.[`${f.check} ${f.expected}`]}
              />
            ))}
          </tbody>
        </table>
      )}
      {items.length > shown.length && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          Show {count(items.length - shown.length)} more
        </button>
      )}
    </section>
  );
}
