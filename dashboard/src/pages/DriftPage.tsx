import { useState } from 'preact/hooks';
import { usePolled } from '../components/polled';
import { Propose } from '../components/Propose';
import { Age, Copy } from '../components/Small';
import { Trend } from '../components/Trend';
import { Waive } from '../components/Waive';
import { DRIFT_URL, getDrift, type DriftCause, type DriftCheck, type DriftTrend, type DriftValue } from '../model/api';
import { count, plural } from '../model/format';
import { nodeIdHref } from '../model/route';
import { outcomeOf, severityHue } from '../model/states';
import { nodes } from '../store';

const NODES_SHOWN = 12;

function Value({ of: v, nodes: on }: { of: DriftValue; nodes: readonly string[] }) {
  const unit = v.unit && /\d$/.test(v.observed) ? ` ${v.unit}` : '';
  const hue = v.outcome === 'FAULT' ? severityHue(v.severity) : outcomeOf(v.outcome).hue;
  return (
    <tr data-check={v.check} data-outcome={v.outcome}>
      <td>
        <span class={`ink-${hue}`}>{outcomeOf(v.outcome).label}</span>
        <div class={`severity ink-${severityHue(v.severity)}`}>{v.severity.toLowerCase()}</div>
      </td>
      <td>
        <code>{v.check}</code>
        <div class="muted">{v.title}</div>
      </td>
      <td class="observed">
        {v.expected}
        <div class="muted">
          {v.layer ? `${v.layer} (${v.document})` : 'the check itself'}
          {v.place && (
            <>
              , <code>{v.place}</code>
            </>
          )}
        </div>
      </td>
      <td class="observed">
        {v.observed}
        {unit}
      </td>
      <td>
        {v.fix || <span class="muted">none listed</span>} {v.fix && <span class="muted">cost {v.cost}</span>}
      </td>
      <td class="decide">
        {v.outcome !== 'WAIVED' && v.outcome !== 'SUPPRESSED' && <Waive of={{ check: v.check, nodes: on }} />}
        {v.outcome !== 'UNKNOWN' && on[0] && <Propose check={v.check} node={on[0]} />}
      </td>
    </tr>
  );
}

function Members({ of }: { of: readonly string[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? of : of.slice(0, NODES_SHOWN);
  return (
    <p class="members">
      {shown.map((id) => (
        <>
          <a key={id} href={nodeIdHref(id)}>
            {id}
          </a>{' '}
        </>
      ))}
      {of.length > shown.length && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          {count(of.length - shown.length)} more
        </button>
      )}
    </p>
  );
}

/** One happening: on which nodes, since when, after what; then its values; the nodes last. */
function Cause({ of: cause, fleet }: { of: DriftCause; fleet: number }) {
  return (
    <section class="cause" data-testid="drift-cause">
      <h2>
        {count(cause.nodes.length)} of {count(fleet)} {plural(fleet, 'node')}, {count(cause.values.length)} {plural(cause.values.length, 'value')}{' '}
        <span class="of">
          since <Age at={cause.since} />
        </span>{' '}
        <Copy text={cause.sentence} what="this as a sentence" />
      </h2>
      {cause.after.length > 0 && (
        <p>
          After{' '}
          {cause.after.map((change, i) => (
            <>
              {i > 0 && ', '}
              <code key={change}>{change}</code>
            </>
          ))}
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th>Outcome</th>
            <th>Check</th>
            <th>Expected</th>
            <th>Observed</th>
            <th>What to do</th>
            <th>Decide</th>
          </tr>
        </thead>
        <tbody>
          {cause.values.map((v) => (
            <Value key={`${v.check} ${v.expected} ${v.observed}`} of={v} nodes={cause.nodes} />
          ))}
        </tbody>
      </table>
      <Members of={cause.nodes} />
    </section>
  );
}

function ByCheck({ of, trend }: { of: readonly DriftCheck[]; trend: DriftTrend }) {
  return (
    <section class="cause" aria-label="By check">
      <h2>
        By check <span class="of">{count(of.length)}</span>
      </h2>
      <table>
        <thead>
          <tr>
            <th>Check</th>
            <th>Nodes</th>
            <th>Values</th>
            <th>Since</th>
            <th>Last 24 h</th>
            <th>Began: hour, day, earlier</th>
            <th>Ended: hour, day</th>
          </tr>
        </thead>
        <tbody>
          {of.map((c) => (
            <tr key={c.check}>
              <td>
                <code>{c.check}</code>
                <div class="muted">{c.title}</div>
              </td>
              <td>{count(c.nodes)}</td>
              <td class="observed">
                {c.values.map((v) => (
                  <div key={`${v.outcome} ${v.expected} ${v.observed}`}>
                    {count(v.nodes)} × {v.observed}
                  </div>
                ))}
              </td>
              <td>
                <Age at={c.since} />
              </td>
              <td>
                <Trend trend={trend} counts={trend.checks[c.check]?.nodes ?? []} />
              </td>
              <td>
                {count(c.trend.lastHour)}, {count(c.trend.lastDay)}, {count(c.trend.earlier)}
              </td>
              <td>
                {count(c.trend.endedLastHour)}, {count(c.trend.endedLastDay)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function DriftPage() {
  const { body: report, problem } = usePolled(DRIFT_URL, getDrift);
  const fleet = nodes.value?.size ?? 0;
  return (
    <article class="drift-page">
      {problem && (
        <p class="notice" role="alert">
          <code>{problem.url}</code>: {problem.message}. {report ? 'What is below was fetched before.' : ''}
        </p>
      )}
      {report && (
        <>
          <h1 data-testid="drift-headline">{report.headline}</h1>
          <p data-testid="drift-summary">{report.headline !== report.summary ? report.summary : report.held.length > 0 ? 'Nothing differs but what is held back.' : 'Nothing is known to differ.'}</p>
          <p class="muted">
            <Trend trend={report.trend} counts={report.trend.fleet.nodes} week /> nodes that differ, over the last week
          </p>
          <p class="muted">
            As of <Age at={report.asOf} />. Export: <a href={`${DRIFT_URL}?format=html`}>to mail</a>, <a href={`${DRIFT_URL}?format=markdown`}>Markdown</a>,{' '}
            <a href={`${DRIFT_URL}?format=csv`} download="drift.csv">
              CSV
            </a>
            .
          </p>
          {report.causes.map((cause) => (
            <Cause key={`${cause.since} ${cause.nodes[0]} ${cause.values[0]?.check}`} of={cause} fleet={fleet} />
          ))}
          {report.held.length > 0 && <h1>Held back</h1>}
          {report.held.map((cause) => (
            <Cause key={`${cause.since} ${cause.nodes[0]} ${cause.values[0]?.check}`} of={cause} fleet={fleet} />
          ))}
          {report.checks.length > 0 && <ByCheck of={report.checks} trend={report.trend} />}
        </>
      )}
    </article>
  );
}
