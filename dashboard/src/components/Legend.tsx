import { count } from '../model/format';
import { STATE_ORDER, STATES, type State } from '../model/states';
import { Live } from './Small';
import { StateMark } from './StateMark';

interface Props {
  counts: ReadonlyMap<State, number>;
  chosen: ReadonlySet<string>;
  choose: (states: State[]) => void;
}

/** Only the states that occur, or that are chosen: the legend of a quiet fleet is short. */
export function Legend({ counts, chosen, choose }: Props) {
  const toggle = (state: State): void => {
    choose(STATE_ORDER.filter((s) => (s === state ? !chosen.has(s) : chosen.has(s))));
  };
  return (
    <div class="legend" role="group" aria-label="Filter by state">
      {STATE_ORDER.filter((s) => counts.has(s) || chosen.has(s)).map((state) => (
        <button type="button" key={state} aria-pressed={chosen.has(state)} onClick={() => toggle(state)} title={STATES[state].meaning}>
          <StateMark state={state} />
          {STATES[state].label}{' '}
          <Live of={counts.get(state) ?? 0} class="of">
            {count(counts.get(state) ?? 0)}
          </Live>
        </button>
      ))}
      {chosen.size > 0 && (
        <button type="button" class="quiet" onClick={() => choose([])}>
          all states
        </button>
      )}
    </div>
  );
}
