import { useEffect, useRef, useState } from 'preact/hooks';
import { failureOf, usePolled } from '../components/polled';
import { Age, Copy } from '../components/Small';
import { getRollouts, moveRollout, ROLLOUTS_URL, type Rollout, type RolloutRow } from '../model/api';
import { count } from '../model/format';
import { byUrgency, foreseen, movesOf, standing, type RolloutMove } from '../model/rollouts';
import { nodeIdHref } from '../model/route';
import { outcomeOf } from '../model/states';
import { mayOperate } from '../session';

const EVERY_MS = 2000;
const DIGEST_SHOWN = 12;

function Digest({ of: digest }: { of: string }) {
  if (digest === '') return <span class="muted">none</span>;
  return (
    <>
      <code title={digest}>{digest.slice(0, DIGEST_SHOWN)}</code> <Copy text={digest} what="the digest" />
    </>
  );
}

/** Asks for a reason, sends the command and tells what was answered. */
function Moves({ of: rollout, done }: { of: Rollout; done: () => void }) {
  const [chosen, setChosen] = useState<RolloutMove | null>(null);
  const [why, setWhy] = useState('');
  const [said, setSaid] = useState('');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (chosen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [chosen]);
  const send = async (move: RolloutMove): Promise<void> => {
    setChosen(null);
    setSaid(`${move.label}: sent`);
    try {
      await moveRollout(rollout.id, move.verb, why);
      setSaid(`${move.label}: on its way`);
    } catch (e) {
      setSaid(`${move.label}: ${failureOf(e, ROLLOUTS_URL).message}`);
    }
    setWhy('');
    done();
  };
  return (
    <div class="moves">
      {movesOf(rollout.state).map((move) => (
        <button
          key={move.verb}
          type="button"
          data-testid={`rollout-${move.verb}`}
          disabled={!mayOperate.value}
          title={mayOperate.value ? undefined : 'Needs the role operator or admin'}
          onClick={() => setChosen(move)}
        >
          {move.label}
        </button>
      ))}
      <span role="status" class="muted" data-testid="rollout-said">
        {said}
      </span>
      <dialog ref={dialog} aria-label="Confirm" onClose={() => setChosen(null)}>
        {chosen && (
          <form
            onSubmit={(e) => {
              e.preventDefault();
              void send(chosen);
            }}
          >
            <h2>
              {chosen.label}: {rollout.rule}
            </h2>
            <p>{chosen.means}</p>
            <p>
              <label>
                Reason, for those who look later{' '}
                <input type="text" data-testid="rollout-why" value={why} required={chosen.verb !== 'approve'} onInput={(e) => setWhy(e.currentTarget.value)} />
              </label>
            </p>
            <button type="submit" data-testid="rollout-confirm">
              {chosen.label}
            </button>{' '}
            <button type="button" class="quiet" onClick={() => setChosen(null)}>
              Cancel
            </button>
          </form>
        )}
      </dialog>
    </div>
  );
}

function Row({ of: row }: { of: RolloutRow }) {
  return (
    <tr data-testid="rollout-row" data-check={row.check}>
      <td>
        <span class={`ink-${outcomeOf(row.outcome).hue}`}>{outcomeOf(row.outcome).label}</span>
      </td>
      <td>
        <code>{row.check}</code>
        <div class="muted">{row.title}</div>
      </td>
      <td class="observed">{row.expected}</td>
      <td class="observed">{row.observed}</td>
      <td>
        {count(row.nodes)}
        <div class="muted">{row.fresh === row.nodes ? 'all new' : row.fresh === 0 ? 'all depart now, too' : `${count(row.fresh)} new`}</div>
      </td>
      <td>{row.cost}</td>
      <td class="where">
        {row.where.map((id) => (
          <>
            <a key={id} href={nodeIdHref(id)}>
              {id}
            </a>{' '}
          </>
        ))}
        {row.nodes > row.where.length && <span class="muted">and {count(row.nodes - row.where.length)} more</span>}
      </td>
    </tr>
  );
}

function Waves({ of: rollout }: { of: Rollout }) {
  return (
    <table class="waves">
      <thead>
        <tr>
          <th>Wave</th>
          <th>Nodes</th>
          <th>Judged by it</th>
          <th>Of those depart</th>
        </tr>
      </thead>
      <tbody>
        {rollout.waves.map((wave) => (
          <tr key={wave.wave} data-wave={wave.wave} class={wave.due ? undefined : 'muted'}>
            <td>
              {wave.wave}
              {!wave.due && ', not due yet'}
            </td>
            <td>{count(wave.nodes)}</td>
            <td>
              <progress max={Math.max(1, wave.nodes)} value={wave.confirmed} aria-hidden="true" /> {count(wave.confirmed)}
            </td>
            <td>{count(wave.departing)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function One({ of: rollout, done }: { of: Rollout; done: () => void }) {
  const { preview, move } = rollout;
  const rolled = rollout.state === 'ROLLING' || rollout.state === 'STOPPED';
  return (
    <section class="cause" data-testid="rollout" data-rule={rollout.rule} data-state={rollout.state}>
      <h2>
        {rollout.rule}
        {rollout.baseline !== rollout.rule && <span class="of"> baseline {rollout.baseline}</span>}
      </h2>
      <p data-testid="rollout-standing">{standing(rollout)}</p>
      <p class="muted">
        From <Digest of={rollout.from} /> to <Digest of={rollout.to} />. Last: {move.what} by {move.who} <Age at={move.at} />.
      </p>
      <Moves of={rollout} done={done} />
      {rolled && <Waves of={rollout} />}
      {rolled && rollout.canaries.length > 0 && (
        <p>
          Canaries:{' '}
          {rollout.canaries.map((id) => (
            <>
              <a key={id} href={nodeIdHref(id)}>
                {id}
              </a>{' '}
            </>
          ))}
        </p>
      )}
      {preview.accepted.length > 0 && <p>Accepted by whoever resumed it: {preview.accepted.join(', ')}.</p>}
      <p>{foreseen(rollout)}</p>
      {preview.rows.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>Outcome</th>
              <th>Check</th>
              <th>Expected</th>
              <th>Observed</th>
              <th>Nodes</th>
              <th>Cost</th>
              <th>Where</th>
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row) => (
              <Row key={`${row.check} ${row.outcome} ${row.expected} ${row.observed}`} of={row} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

export function RolloutsPage() {
  const { body, problem, look } = usePolled(ROLLOUTS_URL, getRollouts, EVERY_MS);
  return (
    <article class="drift-page">
      {problem && (
        <p class="notice" role="alert">
          <code>{problem.url}</code>: {problem.message}. {body ? 'What is below was fetched before.' : ''}
        </p>
      )}
      {body && (
        <>
          <h1>Rollouts</h1>
          {body.trouble !== '' && (
            <p class="notice" role="alert">
              What is declared cannot be used, and what was in force before still is: {body.trouble}
            </p>
          )}
          {body.rollouts.length === 0 && (
            <p>
              No baseline is declared. Start with <code>scripts/up --baselines DIR</code>; docs/rollouts.md says what lies in that folder.
            </p>
          )}
          {byUrgency(body.rollouts).map((rollout) => (
            <One key={rollout.rule} of={rollout} done={look} />
          ))}
        </>
      )}
    </article>
  );
}
