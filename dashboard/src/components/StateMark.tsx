import { useEffect, useRef } from 'preact/hooks';
import { drawCell, type CellLook } from '../map/draw';
import { lookOf, stateLabel, stateOf, type State } from '../model/states';
import { palette } from '../theme';

/** The same drawing as on the map, so that a legend can never disagree with it. */
export function StateMark({ state, size = 14 }: { state: State; size?: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = palette.value;
  useEffect(() => {
    const element = canvas.current;
    const ink = element?.getContext('2d');
    if (!element || !ink || !colours) return;
    const ratio = devicePixelRatio || 1;
    element.width = element.height = Math.ceil(size * ratio);
    element.style.width = element.style.height = `${size}px`;
    ink.scale(ratio, ratio);
    const look: CellLook = { state, under: null, waived: false };
    drawCell(ink, size, look, colours);
  }, [state, size, colours]);
  return <canvas ref={canvas} class="mark" aria-hidden="true" />;
}

/** A state as mark and word, with what lies beneath it. */
export function StateWord({ word, under, testId }: { word: string; under?: string | null; testId?: string }) {
  return (
    <span class={`state ink-${lookOf(word).hue}`} title={lookOf(word).meaning} data-testid={testId} data-state={word}>
      <StateMark state={stateOf(word)} />
      <span>
        {stateLabel(word)}
        {under ? <span class={`under ink-${lookOf(under).hue}`}> over {stateLabel(under)}</span> : null}
      </span>
    </span>
  );
}
