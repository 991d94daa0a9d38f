import { useCallback, useMemo } from 'preact/hooks';
import { FleetHead } from '../components/FleetHead';
import { FleetMap } from '../components/FleetMap';
import { Legend } from '../components/Legend';
import { NeedsYou } from '../components/NeedsYou';
import { NodeTable } from '../components/NodeTable';
import type { NodeSummary } from '../model/api';
import { nodeCsv, NODE_HEADER, sortNodes } from '../model/columns';
import { download, toCsv } from '../model/csv';
import { count, plural } from '../model/format';
import { defaultGrouping, filterOf, groupingsOf, groupNodes, isOpen, matches } from '../model/nodes';
import { countsOf } from '../model/sentence';
import { STATE_ORDER } from '../model/states';
import { choose, route } from '../navigation';
import { fleet, nodeList } from '../store';

function EmptyFleet() {
  return (
    <section class="notice" data-testid="empty-fleet">
      <h2>No node is known yet</h2>
      <p>
        The aggregator runs, no inventory lists any node, and no agent has reported. Start the node agent on a machine with this
        aggregator's broker address: the node appears here with its first verified record, without reloading.
      </p>
      <p>A record that does not verify is dropped and counted above, so a wrong key shows itself there.</p>
    </section>
  );
}

function countStates(nodes: readonly NodeSummary[]) {
  const counts: Record<string, number> = {};
  for (const n of nodes) counts[n.state] = (counts[n.state] ?? 0) + 1;
  return countsOf(counts);
}

function Nodes() {
  const all = nodeList.value;
  const { q = '', state = '', view = 'map', group = '', sort = 'state' } = route.value.query;
  const filter = useMemo(() => filterOf(q, state.split(',').filter(Boolean)), [q, state]);
  const matching = useCallback((n: NodeSummary) => matches(filter, n), [filter]);
  const shown = useMemo(() => (isOpen(filter) ? all : all.filter(matching)), [all, filter, matching]);
  const inText = useMemo(() => {
    const text = filterOf(q, []);
    return countStates(q === '' ? all : all.filter((n) => matches(text, n)));
  }, [all, q]);
  const natural = useMemo(() => defaultGrouping(all), [all]);
  const by = group || natural;
  const groups = useMemo(() => groupNodes(all, by), [all, by]);
  const save = (): void => download('holdfast-nodes.csv', toCsv(NODE_HEADER, nodeCsv(sortNodes(shown, sort))));
  return (
    <section class="nodes-panel" aria-label="Nodes">
      <div class="toolbar">
        <input
          type="search"
          data-search
          placeholder="Filter nodes  ( / )"
          aria-label="Filter nodes"
          spellcheck={false}
          value={q}
          onInput={(e) => choose({ q: e.currentTarget.value })}
        />
        <span class="segmented" role="group" aria-label="View">
          <button type="button" aria-pressed={view === 'map'} onClick={() => choose({ view: '' })}>
            Map
          </button>
          <button type="button" aria-pressed={view === 'list'} onClick={() => choose({ view: 'list' })}>
            List
          </button>
        </span>
        {view === 'map' && (
          <label>
            Group by{' '}
            <select value={by} onChange={(e) => choose({ group: e.currentTarget.value === natural ? '' : e.currentTarget.value })}>
              {groupingsOf(all).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        )}
        <span class="shown" data-testid="nodes-shown">
          {isOpen(filter) ? '' : `${count(shown.length)} of `}
          {count(all.length)} {plural(all.length, 'node')}
        </span>
        <button type="button" class="quiet" onClick={save}>
          Export CSV
        </button>
      </div>
      <Legend counts={inText} chosen={filter.states} choose={(states) => choose({ state: states.length === STATE_ORDER.length ? '' : states.join(',') })} />
      {shown.length === 0 && (
        <p class="notice">
          No node matches.{' '}
          <button type="button" class="quiet" onClick={() => choose({ q: '', state: '' })}>
            Clear the filter
          </button>
        </p>
      )}
      {view === 'list' ? <NodeTable nodes={shown} sort={sort} asked={`${q} ${state} ${sort}`} /> : <FleetMap groups={groups} matching={matching} />}
    </section>
  );
}

export function FleetPage() {
  const body = fleet.value;
  if (!body) return null;
  const empty = nodeList.value.length === 0;
  return (
    <>
      <FleetHead fleet={body} />
      {empty ? (
        <EmptyFleet />
      ) : (
        <div class="fleet-body">
          <Nodes />
          <NeedsYou needs={body.needsYou} />
        </div>
      )}
    </>
  );
}
