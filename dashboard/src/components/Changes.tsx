import { useState } from 'preact/hooks';
import type { NodeChange } from '../model/api';
import { count, words } from '../model/format';
import { Age } from './Small';

const AT_FIRST = 8;

const HUES: Record<string, string> = { LOST: 'amber', GAP: 'amber' };

function Row({ change: c }: { change: NodeChange }) {
  const hue = HUES[c.kind];
  const named = c.instances.filter((one) => one !== 'node');
  return (
    <li data-testid="change-row" data-kind={c.kind} data-check={c.check ?? ''}>
      <Age at={c.at} />
      <span class={hue ? `ink-${hue}` : ''}>{words(c.kind)}</span>
      <span class="said">
        {c.check !== null && <code>{c.check}</code>}
        {named.length > 0 && <span class="muted"> {named.length > 3 ? `${count(named.length)} instances` : named.join(', ')}</span>}{' '}
        {c.from !== null && c.to !== null ? (
          <>
            <del>{c.from}</del> → <ins>{c.to}</ins>
          </>
        ) : (
          c.text
        )}
      </span>
    </li>
  );
}

/** What became otherwise on the node, newest first: settings, findings, reboots and the baseline it is judged by. */
export function Changes({ changes }: { changes: readonly NodeChange[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? changes : changes.slice(0, AT_FIRST);
  return (
    <section class="events" aria-label="Changes">
      <div class="toolbar">
        <h2>
          What changed <span class="of">{count(changes.length)}</span>
        </h2>
      </div>
      {changes.length === 0 ? (
        <p class="muted">Nothing has changed since the node was first heard.</p>
      ) : (
        <ol>
          {shown.map((c) => (
            <Row key={c.id} change={c} />
          ))}
        </ol>
      )}
      {changes.length > shown.length && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          Show {count(changes.length - shown.length)} more
        </button>
      )}
    </section>
  );
}
