import type { Fleet, Health } from '../model/api';
import { count, percent, plural, totalOf } from '../model/format';
import { groupBy } from '../model/group';
import { fleetHref } from '../model/route';
import { AS_DECLARED, listOf, noBaseline, sentence } from '../model/sentence';
import { IN_SERVICE, needsWords, NOT_RETIRED, ORIGINS, type State } from '../model/states';
import { nodeList, phase } from '../store';
import { Age, Live, NotKnown } from './Small';

const WITHOUT_PLANNED = NOT_RETIRED.filter((s) => s !== 'IN_MAINTENANCE' && s !== 'PREPARING');

function Sentence({ fleet }: { fleet: Fleet }) {
  return (
    <h1 class="sentence" data-testid="fleet-sentence">
      {sentence(fleet).map((piece) =>
        piece.href ? (
          <a key={piece.href} href={piece.href}>
            <Live of={piece.text}>{piece.text}</Live>
          </a>
        ) : (
          piece.text
        ),
      )}
    </h1>
  );
}

interface ShareProps {
  title: string;
  part: number;
  whole: number;
  parts: readonly State[];
  wholes: readonly State[];
  hint: string;
  /** What the list of `parts` is narrowed by. */
  query?: string;
}

function Share({ title, part, whole, parts, wholes, hint, query = '' }: ShareProps) {
  return (
    <div class="figure" title={hint}>
      <dt>{title}</dt>
      <dd>
        <a href={fleetHref({ state: parts.join(','), q: query, view: 'list' })}>
          <Live of={part}>{count(part)}</Live>
        </a>
        <span class="of">
          {' of '}
          <a href={listOf(wholes)}>{count(whole)}</a>
          {whole > 0 && `, ${percent(part, whole)}`}
        </span>
      </dd>
    </div>
  );
}

function Conformance({ health, claimed }: { health: Health; claimed: boolean }) {
  if (claimed)
    return (
      <Share
        title="As declared"
        part={health.declared}
        whole={health.expected}
        parts={['HEALTHY']}
        query={AS_DECLARED}
        wholes={NOT_RETIRED}
        hint="nodes that have a baseline and match it, and of which nothing is waived or held back"
      />
    );
  return (
    <div class="figure" title="a node without a baseline is neither conformant nor drifted">
      <dt>As declared</dt>
      <dd>
        <NotKnown>not claimed</NotKnown>
      </dd>
    </div>
  );
}

function Gpus({ fleet }: { fleet: Fleet }) {
  const { inService, seen, expected } = fleet.gpus;
  return (
    <div class="figure" title="GPUs on nodes in service, of all GPUs seen">
      <dt>GPUs in service</dt>
      <dd>
        <a href={fleetHref({ state: IN_SERVICE.join(','), q: 'has:gpus', view: 'list', sort: '-gpus' })}>
          <Live of={inService}>{count(inService)}</Live>
        </a>
        <span class="of">
          {' of '}
          <a href={fleetHref({ q: 'has:gpus', view: 'list', sort: '-gpus' })}>{count(seen)}</a> seen,{' '}
          {expected === null ? <NotKnown>expected number not known</NotKnown> : `${count(expected)} expected`}
        </span>
      </dd>
    </div>
  );
}

function Records({ fleet }: { fleet: Fleet }) {
  const dropped = totalOf(fleet.records.dropped);
  return (
    <div class="figure">
      <dt>Records</dt>
      <dd>
        <Live of={fleet.records.accepted}>{count(fleet.records.accepted)}</Live>
        <span class="of">
          {' '}
          accepted
          {fleet.lastRecordAt !== null && (
            <>
              , last <Age at={fleet.lastRecordAt} />
            </>
          )}
        </span>
      </dd>
      {dropped > 0 && (
        <dd class="dropped" data-testid="records-dropped">
          <strong>{count(dropped)}</strong> {plural(dropped, 'record')} did not verify:{' '}
          {Object.entries(fleet.records.dropped)
            .filter(([, n]) => n > 0)
            .map(([word, n]) => `${word} ${count(n)}`)
            .join(', ')}
        </dd>
      )}
    </div>
  );
}

function Nodes({ fleet }: { fleet: Fleet }) {
  const { all, plannedExcluded } = fleet.health;
  return (
    <>
      <Share title="In service" part={all.inService} whole={all.expected} parts={IN_SERVICE} wholes={NOT_RETIRED} hint="heard and without fault, of all expected nodes; nothing excluded" />
      <Share
        title="Planned work excluded"
        part={plannedExcluded.inService}
        whole={plannedExcluded.expected}
        parts={IN_SERVICE}
        wholes={WITHOUT_PLANNED}
        hint="the same, without the nodes that were taken out on purpose"
      />
      <Conformance health={all} claimed={!noBaseline(fleet)} />
      <Gpus fleet={fleet} />
    </>
  );
}

/** Nodes that only look like machines are counted with the others, so the page says how many there are. */
function NotLive() {
  const origins = groupBy(
    nodeList.value.filter((n) => n.origin !== null && n.origin !== 'live'),
    (n) => n.origin ?? '',
  );
  if (origins.size === 0) return null;
  return (
    <div class="figure" data-testid="not-live">
      <dt>Not live</dt>
      <dd>
        {[...origins].map(([origin, members]) => (
          <a key={origin} class="origin-count" href={fleetHref({ q: `origin:${origin}`, view: 'list' })} title={ORIGINS[origin]}>
            {count(members.length)} <span class="of">{origin}</span>
          </a>
        ))}
      </dd>
    </div>
  );
}

/** What nobody reads because agents were not given the right to: said once, not per node. */
function NotCovered({ fleet }: { fleet: Fleet }) {
  if (fleet.uncovered.length === 0) return null;
  const most = [...fleet.uncovered].sort((a, b) => b.checks - a.checks);
  return (
    <p class="muted not-covered" data-testid="uncovered">
      Not covered, because agents may not read it:{' '}
      {most.map((one, i) => (
        <>
          {i > 0 && ', '}
          {count(one.checks)} {plural(one.checks, 'check needs', 'checks need')} {needsWords(one.needs)} on{' '}
          <a href={fleetHref({ q: 'has:uncovered', view: 'list' })}>
            {count(one.nodes)} {plural(one.nodes, 'node')}
          </a>
        </>
      ))}
      .
    </p>
  );
}

/** The age of all the numbers beside it. */
function AsOf({ fleet }: { fleet: Fleet }) {
  const live = phase.value === 'live';
  return (
    <div class="figure">
      <dt>As of</dt>
      <dd class={live ? '' : 'stale'}>{live ? 'now' : <Age at={fleet.asOf} />}</dd>
    </div>
  );
}

export function FleetHead({ fleet }: { fleet: Fleet }) {
  const { all } = fleet.health;
  return (
    <section class="fleet-head">
      {fleet.catchingUp && (
        <p class="catching-up" role="status">
          Catching up with the record log: what is below may be behind.
        </p>
      )}
      <Sentence fleet={fleet} />
      <dl class="figures">
        {all.expected > 0 && <Nodes fleet={fleet} />}
        <Records fleet={fleet} />
        <NotLive />
        <AsOf fleet={fleet} />
      </dl>
      <NotCovered fleet={fleet} />
    </section>
  );
}
