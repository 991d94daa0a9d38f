import type { FactValue } from './api';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const NUMBER = new Intl.NumberFormat('en-US');

export const count = (n: number): string => NUMBER.format(n);

export const plural = (n: number, one: string, many = `${one}s`): string => (n === 1 ? one : many);

/** How long ago, in at most two units. Negative spans (clocks differ) read as now. */
export function span(ms: number): string {
  if (ms < 1000) return '0 s';
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) {
    const minutes = Math.floor((ms % HOUR) / MINUTE);
    return `${Math.floor(ms / HOUR)} h` + (minutes ? ` ${minutes} min` : '');
  }
  const hours = Math.floor((ms % DAY) / HOUR);
  return `${Math.floor(ms / DAY)} d` + (hours && ms < 10 * DAY ? ` ${hours} h` : '');
}

export const ago = (ms: number): string => (ms < 1000 ? 'now' : `${span(ms)} ago`);

/** To the minute: for an end that somebody chose. */
export function utcMinute(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? time : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function absolute(time: string): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return time;
  const utc = at.toISOString().replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
  return `${utc}\n${at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' })} (here)`;
}

/** A share that never rounds up to 100 % or down to 0 % while something is missing. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '';
  const exact = (100 * part) / whole;
  if (part === whole) return '100 %';
  if (part === 0) return '0 %';
  return `${Math.min(99.9, Math.max(0.1, exact)).toFixed(1)} %`;
}

export function valueText(value: FactValue): string {
  if (Array.isArray(value)) return value.length === 0 ? '(empty set)' : value.join(', ');
  if (typeof value === 'string') return value === '' ? '(empty text)' : value;
  return String(value);
}

export const words = (word: string): string => word.toLowerCase().replaceAll('_', ' ');

export const totalOf = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, n) => sum + n, 0);
