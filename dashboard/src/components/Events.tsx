import { useState } from 'preact/hooks';
import type { NodeEvent } from '../model/api';
import { count, words } from '../model/format';
import { Age } from './Small';

const AT_FIRST = 10;

const HUES: Record<string, string> = { KERNEL_FAULT: 'red', LOST: 'amber', GAP: 'amber', OUTBOX_REPLACED: 'amber' };

function Instances({ of }: { of: readonly string[] }) {
  const named = of.filter((one) => one !== 'node');
  return named.length === 0 ? null : <span class="muted"> {named.join(', ')}</span>;
}

function Row({ event: e }: { event: NodeEvent }) {
  const hue = HUES[e.kind];
  return (
    <li data-testid="event-row" data-kind={e.kind}>
      <Age at={e.at} />
      <span class={hue ? `ink-${hue}` : ''}>{words(e.kind)}</span>
      <span class="said">
        {e.check !== null && <code>{e.check}</code>}
        <Instances of={e.instances} /> {e.text}
      </span>
    </li>
  );
}

/** What happened on the node, newest first. */
export function Events({ events }: { events: readonly NodeEvent[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? events : events.slice(0, AT_FIRST);
  return (
    <section class="events" aria-label="Events">
      <div class="toolbar">
        <h2>
          Events <span class="of">{count(events.length)}</span>
        </h2>
      </div>
      {events.length === 0 ? (
        <p class="muted">Nothing was told yet.</p>
      ) : (
        <ol>
          {shown.map((e) => (
            <Row key={e.id} event={e} />
          ))}
        </ol>
      )}
      {events.length > shown.length && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          Show {count(events.length - shown.length)} more
        </button>
      )}
    </section>
  );
}
