import { useMemo } from 'preact/hooks';
import type { NodeSummary } from '../model/api';
import { COLUMNS, findingsOf, nextSort, sortNodes, type Column } from '../model/columns';
import { count, totalOf } from '../model/format';
import { nodeHref } from '../model/route';
import { evenTops } from '../model/rows';
import { severityHue, stateOf } from '../model/states';
import { choose, go } from '../navigation';
import { useActive } from './active';
import { useHeldOrder } from './held';
import { OriginMark } from './OriginMark';
import { Age, Known, Live, NotKnown } from './Small';
import { StateWord } from './StateMark';
import { VirtualList } from './VirtualList';

const ROW_PX = 32;

function Title({ column, sort }: { column: Column; sort: string }) {
  const sorted = sort.replace(/^-/, '') === column.id ? (sort.startsWith('-') ? 'descending' : 'ascending') : undefined;
  return (
    <span role="columnheader" aria-sort={sorted} class={`c-${column.id}`}>
      <button type="button" onClick={() => choose({ sort: nextSort(sort, column) })}>
        {column.title}
        {sorted === 'ascending' ? ' ↑' : sorted === 'descending' ? ' ↓' : ''}
      </button>
    </span>
  );
}

interface RowProps {
  node: NodeSummary;
  index: number;
  active: boolean;
}

function Row({ node: n, index, active }: RowProps) {
  const found = findingsOf(n);
  const unread = totalOf(n.missing);
  const unheard = n.lastHeard === null || stateOf(n.state) === 'SILENT';
  return (
    <div
      class={active ? 'row active' : 'row'}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={active}
      data-testid="node-row"
      data-node={n.node}
      data-state={n.state}
      style={{ top: `${index * ROW_PX}px` }}
      onClick={() => go(nodeHref(n))}
    >
      <span role="cell" class="c-state">
        <Live of={n.state}>
          <StateWord word={n.state} under={n.under} />
        </Live>
      </span>
      <span role="cell" class="c-node">
        <a href={nodeHref(n)}>{n.node}</a> <OriginMark origin={n.origin} />
      </span>
      <span role="cell" class="c-since">
        <Age at={n.since} bare />
      </span>
      <span role="cell" class="c-heard">
        {n.lastHeard === null ? <NotKnown>never</NotKnown> : <Age at={n.lastHeard} />}
      </span>
      <span role="cell" class="c-findings">
        {found > 0 ? (
          <Live of={found} class={n.worst ? `ink-${severityHue(n.worst)}` : ''}>
            {count(found)}
            {n.worst && `, worst ${n.worst.toLowerCase()}`}
          </Live>
        ) : unheard ? (
          <NotKnown />
        ) : (
          <span class="muted">none</span>
        )}
      </span>
      <span role="cell" class="c-missing">
        {unread > 0 ? <Live of={unread}>{count(unread)}</Live> : unheard ? <NotKnown /> : <span class="muted">0</span>}
      </span>
      <span role="cell" class="c-gpus">
        <Known value={n.gpus} />
      </span>
      <span role="cell" class="c-model">
        <Known value={n.gpuModel} />
      </span>
      <span role="cell" class="c-driver">
        <Known value={n.driver} />
      </span>
      <span role="cell" class="c-kernel">
        <Known value={n.kernel} />
      </span>
    </div>
  );
}

interface Props {
  nodes: readonly NodeSummary[];
  sort: string;
  /** What the reader asked for; a new request is answered at once, even under the pointer. */
  asked: string;
}

export function NodeTable({ nodes, sort, asked }: Props) {
  const sorted = useMemo(() => sortNodes(nodes, sort), [nodes, sort]);
  const { items, touch } = useHeldOrder(sorted, (n) => n.node, asked);
  const keys = items.map((n) => n.node);
  const active = useActive(keys, (i) => {
    const node = items[i];
    if (node) go(nodeHref(node));
  });
  const tops = useMemo(() => evenTops(items.length, ROW_PX), [items.length]);
  return (
    <div class="table nodes" role="table" aria-label="Nodes" aria-rowcount={items.length + 1} data-testid="node-cell-list" {...touch}>
      <div class="row head" role="row">
        {COLUMNS.map((column) => (
          <Title key={column.id} column={column} sort={sort} />
        ))}
      </div>
      <VirtualList
        tops={tops}
        active={active.index}
        label="Nodes"
        row={(i) => {
          const node = items[i];
          return node && <Row key={node.node} node={node} index={i} active={i === active.index} />;
        }}
      />
    </div>
  );
}
