import { useEffect, useState } from 'preact/hooks';
import { failure, retryAt, tick } from '../store';

const PATIENCE_MS = 300;

/** What stands in the place of a page before the first data: nothing for a moment, then what is awaited or what failed. */
export function Unreachable() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const why = failure.value;
  if (!why) return late ? <p class="notice">Asking {location.origin}/api/v1/fleet …</p> : null;
  const wait = retryAt.value === null ? 0 : Math.ceil((retryAt.value - tick.value) / 1000);
  return (
    <section class="notice" role="alert" data-testid="unreachable">
      <h1>The aggregator does not answer</h1>
      <p>Nothing is known about the fleet. That is not the same as a healthy fleet.</p>
      <dl class="pairs">
        <dt>Tried</dt>
        <dd>
          <code>
            {location.origin}
            {why.what}
          </code>
        </dd>
        <dt>Got</dt>
        <dd>{why.reason}</dd>
        <dt>Next</dt>
        <dd>{wait > 0 ? `trying again in ${wait} s` : 'trying again now'}</dd>
      </dl>
    </section>
  );
}
