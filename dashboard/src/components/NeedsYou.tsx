import { useState } from 'preact/hooks';
import type { NeedsYou as Need } from '../model/api';
import { count } from '../model/format';
import { nodeIdHref, rolloutsHref, waiversHref } from '../model/route';
import { severityHue, stateOf } from '../model/states';
import { useHeldOrder } from './held';
import { Age } from './Small';
import { StateMark } from './StateMark';

const AT_FIRST = 6;
const keyOf = (need: Need): string => `${need.kind} ${need.name} ${need.state ?? need.text}`;

function hrefOf(need: Need): string {
  if (need.node !== null) return nodeIdHref(need.node);
  return need.kind === 'waiver' ? waiversHref() : rolloutsHref();
}

function Row({ need }: { need: Need }) {
  return (
    <li>
      <a href={hrefOf(need)} data-testid="needs-you-row" data-kind={need.kind} data-node={need.node ?? undefined}>
        {need.state === null ? <span class="mark" /> : <StateMark state={stateOf(need.state)} />}
        <span class="who">{need.kind === 'rollout' ? `rollout ${need.name}` : need.name}</span>
        <span class="what">
          {need.text}
          {need.since && (
            <>
              , for <Age at={need.since} bare />
            </>
          )}
        </span>
        <span class={`severity ink-${severityHue(need.severity)}`}>{need.severity.toLowerCase()}</span>
      </a>
    </li>
  );
}

export function NeedsYou({ needs }: { needs: readonly Need[] }) {
  const [all, setAll] = useState(false);
  const { items, touch } = useHeldOrder(needs, keyOf, '');
  const shown = all ? items : items.slice(0, AT_FIRST);
  const rest = items.length - shown.length;
  return (
    <section class="needs-you" aria-label="Needs you" {...touch}>
      <h2>
        Needs you <span class="of">{count(items.length)}</span>
      </h2>
      {items.length === 0 ? (
        <p class="muted">Nothing needs you.</p>
      ) : (
        <ul>
          {shown.map((need) => (
            <Row key={keyOf(need)} need={need} />
          ))}
        </ul>
      )}
      {(rest > 0 || all) && items.length > AT_FIRST && (
        <button type="button" class="quiet" onClick={() => setAll(!all)}>
          {all ? `Show the first ${AT_FIRST}` : `Show ${count(rest)} more`}
        </button>
      )}
    </section>
  );
}
