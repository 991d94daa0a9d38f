import { isStranger } from '../session';
import { dataAt, failure, phase, retryAt, tick } from '../store';
import { count, span } from '../model/format';

function words(): string {
  if (isStranger.value) return 'signed out';
  switch (phase.value) {
    case 'live':
      return 'live';
    case 'connecting':
      return 'connecting';
    case 'reconnecting':
      return dataAt.value === null ? 'not connected' : `reconnecting, data from ${span(tick.value - dataAt.value)} ago`;
  }
}

export function Connection() {
  const why = failure.value;
  const wait = retryAt.value === null ? 0 : Math.ceil((retryAt.value - tick.value) / 1000);
  const title = why ? `${why.what}: ${why.reason}` + (wait > 0 ? `\nTrying again in ${count(wait)} s` : '\nTrying again') : '';
  return (
    <>
      <span class={`connection ${phase.value}`} data-testid="connection" data-phase={phase.value} title={title}>
        {words()}
      </span>
      {/* A screen reader hears of each change, not of each second. */}
      <span class="off-screen" role="status">
        {phase.value}
      </span>
    </>
  );
}
