import type { DriftTrend } from '../model/api';
import { DAY, runs, stepPath, trendWords, WEEK } from '../model/trend';
import { aggregatorNow } from '../store';

const HEIGHT = 22;

/** How many nodes differed over time. Where nobody counted there is no line. */
export function Trend({ trend, counts, week = false }: { trend: DriftTrend; counts: readonly number[]; week?: boolean }) {
  const length = week ? WEEK : DAY;
  const width = week ? 280 : 120;
  const now = aggregatorNow();
  const counted = runs(trend, counts, now, length);
  const words = trendWords(counted, week ? 'week' : 'day');
  return (
    <svg class="trend" role="img" aria-label={words} width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} data-testid="trend">
      <title>{words}</title>
      <line x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      <path d={stepPath(counted, now, length, width, HEIGHT)} />
    </svg>
  );
}
