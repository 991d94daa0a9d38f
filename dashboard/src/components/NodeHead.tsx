import type { ComponentChildren } from 'preact';
import type { Duplicate, NodeSummary, Work } from '../model/api';
import { count, plural, totalOf, words } from '../model/format';
import { fleetHref } from '../model/route';
import { lookOf, needsWords, stateLabel, stateOf } from '../model/states';
import { OriginMark } from './OriginMark';
import { Age, Copy, Known, Live, NotKnown } from './Small';
import { StateMark } from './StateMark';

/** What the state means, and how old all that is said below is. */
function Meaning({ summary: n }: { summary: NodeSummary }) {
  if (n.lastHeard === null) return <>. It was never heard.</>;
  const heard = (
    <>
      Last heard <Age at={n.lastHeard} />.
    </>
  );
  if (stateOf(n.state) === 'SILENT') return <>. {heard} Everything below is what it said then; what it is now is unknown.</>;
  return (
    <>
      : {lookOf(n.state).meaning}
      {stateOf(n.state) === 'HEALTHY' && n.marks.includes('WAIVED') && ', but for what is waived'}
      {stateOf(n.state) === 'HEALTHY' && n.findings['SUPPRESSED'] !== undefined && ', but for what is held back'}. {heard}
    </>
  );
}

function Pair({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A property, linked to the nodes that share it. */
function Shared({ by, value }: { by: string; value: string | null }) {
  if (value === null) return <NotKnown />;
  const wanted = /\s/.test(value) ? `${by}:"${value}"` : `${by}:${value}`;
  return (
    <a href={fleetHref({ q: wanted, view: 'list' })} title={`nodes with ${by} ${value}`}>
      {value}
    </a>
  );
}

function Properties({ summary: n, baselineName }: { summary: NodeSummary; baselineName: string | null }) {
  return (
    <dl class="properties">
      <Pair title="GPUs">
        <Known value={n.gpus} /> {n.gpuModel !== null && <Shared by="model" value={n.gpuModel} />}
      </Pair>
      <Pair title="Driver">
        <Shared by="driver" value={n.driver} />
      </Pair>
      <Pair title="Kernel">
        <Shared by="kernel" value={n.kernel} />
      </Pair>
      <Pair title="OS">
        <Shared by="os" value={n.os} />
      </Pair>
      <Pair title="Product">
        <Shared by="product" value={n.product} />
      </Pair>
      <Pair title="NICs">
        <Known value={n.nics} />
      </Pair>
      <Pair title="Boot">
        {n.bootId === null ? (
          <NotKnown />
        ) : (
          <>
            <code>{n.bootId}</code> <Copy text={n.bootId} what="boot id" />
          </>
        )}
      </Pair>
      <Pair title="Agent">
        <Known value={n.agentVersion} />
      </Pair>
      {n.baseline !== undefined && (
        <Pair title="Baseline">
          {n.baseline === null ? (
            <NotKnown>none</NotKnown>
          ) : (
            <>
              {baselineName && <span data-testid="baseline-name">{baselineName} </span>}
              <code title={n.baseline}>{n.baseline.slice(0, 12)}</code> <Copy text={n.baseline} what="digest of the baseline" />
            </>
          )}
        </Pair>
      )}
      <Pair title="Identity">
        <Known value={n.identity} />
      </Pair>
      <Pair title="Facts">{count(n.facts)}</Pair>
      {Object.entries(n.labels).map(([key, value]) => (
        <Pair key={key} title={key}>
          <Shared by={key} value={value} />
        </Pair>
      ))}
    </dl>
  );
}

/** Two under one name: what is below is of one of them, and the other is not seen at all. */
function Twice({ summary: n, of }: { summary: NodeSummary; of: Duplicate }) {
  const who = of.boots.length > 1 ? `${of.boots.length} machines` : 'Two agents on one machine';
  return (
    <p class="notice" role="alert" data-testid="duplicate">
      <strong class="ink-red">{who} report under this name</strong> since <Age at={of.since} bare />, in {plural(of.boots.length, 'boot')}{' '}
      {of.boots.map((boot, i) => (
        <>
          {i > 0 && ' and '}
          <code key={boot}>{boot}</code>
        </>
      ))}
      . What is below is of the one that enrolled last{n.bootId !== null && of.boots.length > 1 && <> ({n.bootId})</>}; the other is not shown. Give each a node name of its own.
    </p>
  );
}

/** What is not read here because the agent was not given the right to: no fault of the node, and no health either. */
function NotCovered({ uncovered }: { uncovered: Record<string, number> }) {
  const total = totalOf(uncovered);
  if (total === 0) return null;
  const needs = Object.entries(uncovered).sort((a, b) => b[1] - a[1]);
  return (
    <p class="muted not-covered" data-testid="uncovered">
      {count(total)} {plural(total, 'check is', 'checks are')} not covered, because this agent may not read{' '}
      {plural(total, 'it', 'them')}: {needs.map(([word, n]) => `${count(n)} ${plural(n, 'needs', 'need')} ${needsWords(word)}`).join(', ')}.
    </p>
  );
}

/** Somebody else's work: what it explains is held back, and stands below as such. */
function Others({ work }: { work: Work[] }) {
  return (
    <ul class="others" data-testid="work">
      {work.map((one) => (
        <li key={one.words}>
          <strong class={one.stage === 'FAILED' || one.long ? 'ink-amber' : 'ink-blue'}>
            {one.words} {stageWords(one)}
          </strong>{' '}
          since <Age at={one.since} bare /> <code>{one.said}</code>
        </li>
      ))}
    </ul>
  );
}

const stageWords = (one: Work): string =>
  one.stage === 'FAILED' ? 'failed' : one.stage === 'QUEUED' ? 'announced' : one.long ? 'takes long: under way' : 'under way';

export function NodeHead({ summary: n, baselineName }: { summary: NodeSummary; baselineName: string | null }) {
  const look = lookOf(n.state);
  return (
    <header class="node-head">
      <h1>
        <StateMark state={stateOf(n.state)} size={22} />
        {n.node} <Copy text={n.node} what="node id" /> <OriginMark origin={n.origin} />
        {n.marks.map((mark) => (
          <span key={mark} class="marked">
            {words(mark)}
          </span>
        ))}
      </h1>
      <p class="sentence" data-testid="node-state" data-state={n.state}>
        <Live of={n.state} class={`ink-${look.hue}`}>
          {stateLabel(n.state)}
        </Live>
        {n.under !== null && <span class={`ink-${lookOf(n.under).hue}`}> over {stateLabel(n.under)}</span>} for <Age at={n.since} bare />
        <Meaning summary={n} />
      </p>
      {n.duplicate !== null && <Twice summary={n} of={n.duplicate} />}
      {n.work.length > 0 && <Others work={n.work} />}
      <Properties summary={n} baselineName={baselineName} />
      <NotCovered uncovered={n.uncovered} />
    </header>
  );
}
