import { useState } from 'preact/hooks';
import { usePolled } from '../components/polled';
import { Age } from '../components/Small';
import { deleteWaiver, getWaivers, WAIVERS_URL, type Waiver } from '../model/api';
import { absolute, count, plural, utcMinute, words } from '../model/format';
import { nodeIdHref } from '../model/route';
import { mayOperate } from '../session';

/** Asked twice, for there is no way back but to waive anew. */
function End({ of: waiver }: { of: Waiver }) {
  const [asked, setAsked] = useState(false);
  const [said, setSaid] = useState('');
  if (waiver.from !== 'API' || (waiver.state !== 'IN_FORCE' && waiver.state !== 'EXPIRES_SOON')) return null;
  if (said) return <span class="muted">{said}</span>;
  const end = (): void => {
    deleteWaiver(waiver.id).then(
      () => setSaid('ending'),
      (e: unknown) => setSaid(e instanceof Error ? e.message : String(e)),
    );
  };
  return (
    <button
      type="button"
      class={asked ? '' : 'quiet'}
      disabled={!mayOperate.value}
      title={mayOperate.value ? 'What it covers is a finding again' : 'needs the role operator or admin'}
      onClick={asked ? end : () => setAsked(true)}
    >
      {asked ? 'end it now?' : 'end'}
    </button>
  );
}

function Where({ of: waiver }: { of: Waiver }) {
  const traits = Object.entries(waiver.where).map(([trait, values]) => `${trait} ${values.join(' or ')}`);
  const labels = Object.entries(waiver.labels).map(([name, value]) => `label ${name}=${value}`);
  return (
    <div class="muted">
      {waiver.nodes.length === 0
        ? 'all nodes'
        : waiver.nodes.map((node, i) => (
            <>
              {i > 0 && ', '}
              {node.includes('*') ? node : <a href={nodeIdHref(node)}>{node}</a>}
            </>
          ))}
      {[...traits, ...labels].map((part) => `, ${part}`)}
    </div>
  );
}

function Covers({ of: waiver }: { of: Waiver }) {
  const { covered, coveredNodes, open, openNodes } = waiver.standing;
  if (waiver.state === 'IN_FORCE' || waiver.state === 'EXPIRES_SOON')
    return (
      <>
        {count(covered)} {plural(covered, 'finding')} on {count(coveredNodes)} {plural(coveredNodes, 'node')}
      </>
    );
  if (open === 0) return <span class="muted">nothing open</span>;
  return (
    <span class="ink-amber">
      back: {count(open)} {plural(open, 'finding')} on {count(openNodes)} {plural(openNodes, 'node')}
    </span>
  );
}

function Row({ of: waiver }: { of: Waiver }) {
  const soon = waiver.state === 'EXPIRES_SOON';
  return (
    <tr data-testid="waiver-row" data-state={waiver.state}>
      <td>
        <code>{waiver.check}</code>
        <Where of={waiver} />
      </td>
      <td class="observed">
        {waiver.reason}
        <div class="muted">{waiver.owner}</div>
      </td>
      <td>
        <span class={soon ? 'ink-amber' : waiver.state === 'IN_FORCE' ? '' : 'muted'}>{words(waiver.state)}</span>
        <div class="muted">
          <time dateTime={waiver.expires} title={absolute(waiver.expires)}>
            {utcMinute(waiver.expires)}
          </time>
        </div>
        {waiver.ended && (
          <div class="muted">
            by {waiver.ended.by}
            {waiver.ended.why && `: ${waiver.ended.why}`}
          </div>
        )}
      </td>
      <td>
        <Covers of={waiver} />
      </td>
      <td>
        {waiver.from === 'FILE' ? 'waivers.yaml' : `API, ${waiver.by}`}
        <div class="muted">
          <Age at={waiver.at} />
        </div>
      </td>
      <td>
        <End of={waiver} />
      </td>
    </tr>
  );
}

function Table({ of }: { of: readonly Waiver[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th>What</th>
          <th>Reason, owner</th>
          <th>Ends</th>
          <th>Covers</th>
          <th>From</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {of.map((waiver) => (
          <Row key={waiver.id} of={waiver} />
        ))}
      </tbody>
    </table>
  );
}

export function WaiversPage() {
  const { body: list, problem } = usePolled(WAIVERS_URL, getWaivers);
  return (
    <article class="drift-page">
      {problem && (
        <p class="notice" role="alert">
          <code>{problem.url}</code>: {problem.message}. {list ? 'What is below was fetched before.' : ''}
        </p>
      )}
      {list && (
        <>
          <h1>
            Waivers <span class="of">{count(list.waivers.filter((w) => w.state !== 'EXPIRED' && w.state !== 'ENDED').length)} in force</span>
          </h1>
          <p class="muted">
            Findings that somebody lives with until a day: still judged, counted as waived, never as ok.{' '}
            <a href={`${WAIVERS_URL}?format=yaml`} download="waivers.yaml">
              Export YAML
            </a>{' '}
            for a pull request.
          </p>
          {list.trouble && (
            <p class="ink-amber" role="alert">
              {list.trouble}
            </p>
          )}
          {!list.complete && <p class="muted">They are still being read back.</p>}
          <section class="cause" aria-label="Waivers">
            {list.waivers.length === 0 ? <p class="muted">Nothing is waived. Findings offer it on the page of their node and on Drift.</p> : <Table of={list.waivers} />}
          </section>
        </>
      )}
    </article>
  );
}
