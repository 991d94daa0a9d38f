import type { Check, Peers as PeersOf } from '../model/api';
import { count, plural } from '../model/format';
import { checks } from '../store';

const title = (check: string, catalog: ReadonlyMap<string, Check>): string => catalog.get(check)?.title ?? '';

/** What this node reads otherwise than nodes of the same hardware. Needs no baseline, and claims none. */
export function Peers({ peers }: { peers: PeersOf }) {
  const others = peers.nodes - 1;
  const who = `${count(others)} ${plural(others, 'node')} of the same hardware`;
  if (others === 0) return <p class="muted peers" data-testid="peers">No other node of the same hardware is known.</p>;
  if (peers.odd.length === 0)
    return (
      <p class="muted peers" data-testid="peers">
        Reads like most of {who}{peers.complete ? '' : ' (the facts of the fleet are still being read)'}.
      </p>
    );
  return (
    <section class="peers" aria-label="Peers" data-testid="peers">
      <h2>
        Differs from its peers <span class="of">{who}</span>
      </h2>
      <table>
        <thead>
          <tr>
            <th>Check</th>
            <th>Most peers</th>
            <th>This node</th>
            <th>Alike</th>
          </tr>
        </thead>
        <tbody>
          {peers.odd.map((one) => (
            <tr key={one.check} data-check={one.check}>
              <td>
                <code>{one.check}</code>
                <div class="muted">{title(one.check, checks.value)}</div>
              </td>
              <td class="observed">{one.usual}</td>
              <td class="observed">{one.observed}</td>
              <td>
                {count(one.alike)} of {count(one.known)}
                {one.suspected && <div class="muted">suspected: too few agree</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
