import { signal } from '@preact/signals';
import type { Palette } from './map/draw';

export type Theme = 'system' | 'dark' | 'light';

const KEY = 'holdfast.theme';
const NEXT: Record<Theme, Theme> = { system: 'dark', dark: 'light', light: 'system' };
const darkByDefault = matchMedia('(prefers-color-scheme: dark)');

function remembered(): Theme {
  try {
    const word = localStorage.getItem(KEY);
    return word === 'dark' || word === 'light' ? word : 'system';
  } catch {
    return 'system';
  }
}

export const theme = signal<Theme>(remembered());
/** The colours of the style sheet, resolved for drawing. */
export const palette = signal<Palette | null>(null);

const INKS = ['bg', 'ink', 'muted', 'faint', 'calm', 'amber', 'orange', 'red', 'blue', 'violet', 'none', 'dim'] as const;

function resolve(): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(INKS.map((name) => [name, read(name)])) as Omit<Palette, 'font'>;
  probe.remove();
  return { ...colours, font: getComputedStyle(document.body).fontFamily };
}

function apply(): void {
  document.documentElement.dataset['theme'] = theme.value;
  palette.value = resolve();
}

export function nextTheme(): void {
  theme.value = NEXT[theme.value];
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
  apply();
}

export function startTheme(): void {
  darkByDefault.addEventListener('change', apply);
  apply();
}
