import { useState } from 'preact/hooks';
import { postWaiver } from '../model/api';
import { plural, utcMinute } from '../model/format';
import { PERIODS, wish, type Scope } from '../model/waive';
import { mayOperate, session } from '../session';
import { aggregatorNow } from '../store';
import { Dialog } from './Dialog';

const NEEDS_OPERATOR = 'needs the role operator or admin';

interface Subject {
  check: string;
  /** The nodes that show it here. */
  nodes: readonly string[];
}

function Form({ of, close }: { of: Subject; close: () => void }) {
  const me = session.value?.signIn ? (session.value.name ?? '') : '';
  const [scope, setScope] = useState<Scope>('these');
  const [reason, setReason] = useState('');
  const [owner, setOwner] = useState(me);
  const [hours, setHours] = useState(24);
  const [key] = useState(() => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-'));
  const [problem, setProblem] = useState('');
  const [sent, setSent] = useState(false);
  const body = wish({ ...of, scope, reason, owner, hours }, aggregatorNow());
  const submit = (e: Event): void => {
    e.preventDefault();
    postWaiver(body, key).then(
      () => setSent(true),
      (failure: unknown) => setProblem(failure instanceof Error ? failure.message : String(failure)),
    );
  };
  if (sent)
    return (
      <>
        <p data-testid="waive-sent">It is on its way. The finding turns into waived when its node has heard of it, and is back at {utcMinute(body.expires)}.</p>
        <p>
          <button type="button" onClick={close}>
            Close
          </button>
        </p>
      </>
    );
  const these = of.nodes.length === 1 ? of.nodes[0] : `these ${of.nodes.length} ${plural(of.nodes.length, 'node')}`;
  return (
    <form class="fields" onSubmit={submit} data-testid="waive-form">
      <p>
        <code>{of.check}</code> is still judged, shown and counted as waived, and a finding again by itself at the end.
      </p>
      <label>
        Reason
        <input name="reason" required maxlength={500} value={reason} onInput={(e) => setReason(e.currentTarget.value)} autofocus />
      </label>
      <label>
        Owner, who answers for it
        <input name="owner" required maxlength={100} value={owner} onInput={(e) => setOwner(e.currentTarget.value)} />
      </label>
      <label>
        Until
        <select name="hours" value={hours} onChange={(e) => setHours(Number(e.currentTarget.value))}>
          {PERIODS.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
        <span class="muted">{utcMinute(body.expires)}; longer ones go into waivers.yaml by pull request</span>
      </label>
      <fieldset>
        <legend>On</legend>
        <label>
          <input type="radio" name="scope" checked={scope === 'these'} onChange={() => setScope('these')} /> {these}
        </label>
        <label>
          <input type="radio" name="scope" checked={scope === 'all'} onChange={() => setScope('all')} /> all nodes
        </label>
      </fieldset>
      {problem && (
        <p class="ink-red" role="alert">
          {problem}
        </p>
      )}
      <p>
        <button type="submit">Waive</button>{' '}
        <button type="button" class="quiet" onClick={close}>
          Cancel
        </button>
      </p>
    </form>
  );
}

export function Waive({ of }: { of: Subject }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="quiet" disabled={!mayOperate.value} title={mayOperate.value ? 'Live with it until a day' : NEEDS_OPERATOR} onClick={() => setOpen(true)}>
        waive
      </button>
      {open && (
        <Dialog label={`Waive ${of.check}`} close={() => setOpen(false)}>
          <Form of={of} close={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  );
}
