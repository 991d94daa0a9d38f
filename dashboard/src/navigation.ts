import { signal } from '@preact/signals';
import { parseRoute, routeHref } from './model/route';

export const route = signal(parseRoute(location.hash));

export function watchAddress(): void {
  addEventListener('hashchange', () => (route.value = parseRoute(location.hash)));
}

export function go(href: string): void {
  location.hash = href;
}

/**
 * Changes what the reader chose on this page; an empty value forgets a choice. Typing and toggling replace the address
 * instead of adding to the history: "back" leaves the page, it does not undo letters.
 */
export function choose(patch: Record<string, string>): void {
  const query = Object.fromEntries(Object.entries({ ...route.value.query, ...patch }).filter(([, v]) => v !== ''));
  const next = { ...route.value, query };
  history.replaceState(null, '', routeHref(next));
  route.value = next;
}
