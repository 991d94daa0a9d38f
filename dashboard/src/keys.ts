import { signal } from '@preact/signals';
import { driftHref, fleetHref, peersHref, rolloutsHref, waiversHref } from './model/route';
import { go } from './navigation';
import { nextTheme } from './theme';

/** The list or map that j, k and enter speak to: the one on the page. */
export interface Mover {
  move(by: 1 | -1): void;
  open(): void;
}

export const helpOpen = signal(false);

let mover: Mover | null = null;
let chordAt = 0;
const CHORD_MS = 1200;

export function moves(next: Mover): () => void {
  mover = next;
  return () => {
    if (mover === next) mover = null;
  };
}

export const KEYS: [string, string][] = [
  ['/', 'search on this page'],
  ['g f', 'fleet'],
  ['g d', 'drift'],
  ['g p', 'peers'],
  ['g r', 'rollouts'],
  ['g w', 'waivers'],
  ['j  k', 'next, previous'],
  ['enter', 'open'],
  ['← ↑ → ↓', 'move on the map'],
  ['esc', 'leave the search box'],
  ['t', 'theme: system, dark, light'],
  ['?', 'this help'],
];

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select');
}

/** A focused link or button answers enter itself. */
const answersEnter = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.matches('a, button, summary');

const PLACES: Record<string, () => string> = {
  f: fleetHref,
  d: driftHref,
  p: peersHref,
  r: rolloutsHref,
  w: waiversHref,
};

function chord(key: string): boolean {
  const within = performance.now() - chordAt < CHORD_MS;
  chordAt = 0;
  const place = within ? PLACES[key] : undefined;
  if (!place) return false;
  go(place());
  return true;
}

function onKey(e: KeyboardEvent): void {
  if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) return;
  if (typing(e.target)) {
    if (e.key === 'Escape') (e.target as HTMLElement).blur();
    return;
  }
  if (helpOpen.value && e.key !== '?') return;
  if (chord(e.key)) return e.preventDefault();
  switch (e.key) {
    case '/':
      document.querySelector<HTMLInputElement>('[data-search]')?.select();
      break;
    case 'g':
      chordAt = performance.now();
      return;
    case 'j':
      mover?.move(1);
      break;
    case 'k':
      mover?.move(-1);
      break;
    case 'Enter':
      if (answersEnter(e.target)) return;
      mover?.open();
      break;
    case 't':
      nextTheme();
      break;
    case '?':
      helpOpen.value = !helpOpen.value;
      break;
    default:
      return;
  }
  e.preventDefault();
}

export function startKeys(): void {
  addEventListener('keydown', onKey);
}
