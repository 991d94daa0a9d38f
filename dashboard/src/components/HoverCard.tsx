import type { NodeSummary } from '../model/api';
import { findingsOf } from '../model/columns';
import { count, plural, totalOf } from '../model/format';
import { outcomeOf, stateOf } from '../model/states';
import { OriginMark } from './OriginMark';
import { Age, Known, NotKnown } from './Small';
import { StateWord } from './StateMark';

const WIDTH = 320;
const GAP = 6;
/** About what a card needs; where there is less room below, it opens upwards. */
export const CARD_ROOM_PX = 260;

interface Props {
  node: NodeSummary;
  x: number;
  y: number;
  /** The size of the cell at x, y, which the card must not cover. */
  size: number;
  width: number;
  upwards: boolean;
}

function Findings({ node }: { node: NodeSummary }) {
  if (findingsOf(node) === 0 && (node.lastHeard === null || stateOf(node.state) === 'SILENT')) return <NotKnown />;
  if (findingsOf(node) === 0) return <span class="muted">none</span>;
  const parts = Object.entries(node.findings).filter(([word, n]) => n > 0 && word !== 'OK');
  return <>{parts.map(([word, n]) => `${count(n)} ${outcomeOf(word).label}`).join(', ')}</>;
}

export function HoverCard({ node, x, y, size, width, upwards }: Props) {
  const left = Math.max(0, Math.min(x, width - WIDTH));
  const top = upwards ? y - GAP : y + size + GAP;
  const labels = Object.entries(node.labels);
  const unread = totalOf(node.missing);
  return (
    <div class={upwards ? 'card upwards' : 'card'} style={{ left: `${left}px`, top: `${top}px`, width: `${WIDTH}px` }} role="presentation">
      <p class="card-name">
        {node.node} <OriginMark origin={node.origin} />
      </p>
      <p>
        <StateWord word={node.state} under={node.under} /> <span class="muted">for <Age at={node.since} bare /></span>
      </p>
      <dl class="pairs">
        <dt>Last heard</dt>
        <dd>{node.lastHeard === null ? <NotKnown>never</NotKnown> : <Age at={node.lastHeard} />}</dd>
        <dt>Findings</dt>
        <dd>
          <Findings node={node} />
        </dd>
        <dt>GPUs</dt>
        <dd>
          <Known value={node.gpus} /> {node.gpuModel}
        </dd>
        <dt>Driver</dt>
        <dd>
          <Known value={node.driver} />
        </dd>
        <dt>Kernel</dt>
        <dd>
          <Known value={node.kernel} />
        </dd>
        {unread > 0 && (
          <>
            <dt>Unreadable</dt>
            <dd>
              {count(unread)} {plural(unread, 'fact')}
            </dd>
          </>
        )}
        {labels.length > 0 && (
          <>
            <dt>Labels</dt>
            <dd>{labels.map(([k, v]) => `${k}=${v}`).join(' ')}</dd>
          </>
        )}
      </dl>
    </div>
  );
}
