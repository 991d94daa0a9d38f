import { useEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { absolute, ago, span } from '../model/format';
import { aggregatorNow } from '../store';

/** A time as its distance from now, ticking; the absolute times on hover. */
export function Age({ at, bare = false }: { at: string; bare?: boolean }) {
  const ms = aggregatorNow() - Date.parse(at);
  return (
    <time dateTime={at} title={absolute(at)}>
      {bare ? span(ms) : ago(ms)}
    </time>
  );
}

export function NotKnown({ children = 'not known' }: { children?: ComponentChildren }) {
  return <span class="not-known">{children}</span>;
}

export function Known({ value }: { value: string | number | null }) {
  return value === null ? <NotKnown /> : <>{value}</>;
}

const still = matchMedia('(prefers-reduced-motion: reduce)');
const FLASH_MS = 140;

/** Shows a value and lights it up for a moment when it changes in place. */
export function Live({ of, children, class: name = '' }: { of: unknown; children: ComponentChildren; class?: string }) {
  const element = useRef<HTMLSpanElement>(null);
  const before = useRef(of);
  useEffect(() => {
    if (before.current === of) return;
    before.current = of;
    if (still.matches) return;
    element.current?.animate([{ backgroundColor: 'var(--flash)' }, { backgroundColor: 'transparent' }], FLASH_MS);
  }, [of]);
  return (
    <span ref={element} class={name}>
      {children}
    </span>
  );
}

/** The clipboard API exists only on https and localhost; inside a data centre a page is often plain http. */
function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'off-screen';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done ? Promise.resolve() : Promise.reject(new Error('copying is not allowed here'));
}

export function Copy({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState('');
  const copy = (e: Event): void => {
    e.stopPropagation();
    copyText(text)
      .then(() => setSaid('copied'), () => setSaid('failed'))
      .finally(() => setTimeout(() => setSaid(''), 1200));
  };
  return (
    <button type="button" class="copy" onClick={copy} aria-label={`Copy ${what}`} title={`Copy ${what}`}>
      {said || 'copy'}
    </button>
  );
}
