import { usePolled } from '../components/polled';
import { Age } from '../components/Small';
import { COHORTS_URL, getCohorts, learnedHref, type Cohort, type CohortDifference } from '../model/api';
import { count, plural } from '../model/format';
import { byValue, peersHeadline } from '../model/peers';
import { nodeIdHref, rolloutsHref } from '../model/route';
import { noBaseline } from '../model/sentence';
import { checks, fleet } from '../store';

const NODES_SHOWN = 8;

/** The way from a fleet that nobody has declared anything of to one that is judged. */
function FirstDay() {
  return (
    <section class="cause" aria-label="First day" data-testid="first-day">
      <h2>No baseline is in force yet</h2>
      <ol>
        <li>Look at who reads otherwise than its peers, below. Mend what is wrong; what is meant to differ may stay.</li>
        <li>
          Learn a first baseline: the link beside each kind of node, or <code>scripts/holdfast baseline learn --fleet {location.origin}</code>. It declares what the
          most usual node reads, with a remark where others differ. Edit it: take out what is chance.
        </li>
        <li>
          See what it would find before it is in force: <code>scripts/holdfast baseline preview FILE --fleet {location.origin}</code>
        </li>
        <li>
          Put it into the folder that the aggregator was started with (<code>--baselines DIR</code>, or the chart&apos;s <code>baselines</code>). It waits for approval on the{' '}
          <a href={rolloutsHref()}>rollouts page</a>.
        </li>
      </ol>
    </section>
  );
}

function Odd({ value, nodes }: { value: string; nodes: readonly string[] }) {
  return (
    <div>
      <span class="observed">{value}</span> on{' '}
      {nodes.slice(0, NODES_SHOWN).map((id) => (
        <>
          <a key={id} href={nodeIdHref(id)}>
            {id}
          </a>{' '}
        </>
      ))}
      {nodes.length > NODES_SHOWN && <span class="muted">and {count(nodes.length - NODES_SHOWN)} more</span>}
    </div>
  );
}

function Row({ of: one }: { of: CohortDifference }) {
  return (
    <tr data-check={one.check}>
      <td>
        <code>{one.check}</code>
        <div class="muted">{checks.value.get(one.check)?.title ?? ''}</div>
      </td>
      <td class="observed">{one.usual}</td>
      <td>
        {byValue(one.odd).map(([value, nodes]) => (
          <Odd key={value} value={value} nodes={nodes} />
        ))}
      </td>
      <td>
        {count(one.alike)} of {count(one.known)}
        {one.suspected && <div class="muted">suspected: too few agree</div>}
      </td>
    </tr>
  );
}

function Kind({ of: cohort }: { of: Cohort }) {
  return (
    <section class="cause" data-testid="cohort">
      <h2>
        {count(cohort.nodes)} {plural(cohort.nodes, 'node')} <span class="of">{Object.values(cohort.hardware).join(' · ')}</span>
      </h2>
      <p class="muted">
        {cohort.typical === null ? (
          'None of them is without a fault, so no baseline is learned from them.'
        ) : (
          <>
            Most like the others: <a href={nodeIdHref(cohort.typical)}>{cohort.typical}</a>.{' '}
            <a href={learnedHref(cohort.typical)} download="learned.yaml">
              Learn a baseline from it
            </a>
          </>
        )}
      </p>
      {cohort.differences.length === 0 ? (
        <p>{cohort.nodes > 1 ? 'All alike.' : 'No other node of the same hardware is known.'}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>Check</th>
              <th>Most peers</th>
              <th>Others</th>
              <th>Alike</th>
            </tr>
          </thead>
          <tbody>
            {cohort.differences.map((one) => (
              <Row key={one.check} of={one} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

export function PeersPage() {
  const { body, problem } = usePolled(COHORTS_URL, getCohorts);
  return (
    <article class="drift-page">
      {problem && (
        <p class="notice" role="alert">
          <code>{problem.url}</code>: {problem.message}. {body ? 'What is below was fetched before.' : ''}
        </p>
      )}
      {body && (
        <>
          <h1 data-testid="peers-headline">{peersHeadline(body)}</h1>
          <p class="muted">
            Nodes of the same hardware compared with each other: settings that do not change by themselves. It takes no baseline and claims none. As of{' '}
            <Age at={body.asOf} />.{!body.complete && ' The facts of the fleet are still being read: nodes are lacking.'}
          </p>
          {fleet.value && noBaseline(fleet.value) && <FirstDay />}
          {body.cohorts.map((cohort) => (
            <Kind key={JSON.stringify(cohort.hardware)} of={cohort} />
          ))}
        </>
      )}
    </article>
  );
}
