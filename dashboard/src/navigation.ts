import { signal } from '@preact/signals';
import { parseRoute, routeHref, type Route } from './model/route';

export const route = signal(parseRoute(location.hash));

const scrolled = new Map<string, number>();

const placeOf = (at: Route): string => (at.page === 'node' ? `${at.cluster}/${at.name}` : at.page);

/** Each page is found again where it was left; a page seen for the first time begins at its top. */
export function watchAddress(): void {
  history.scrollRestoration = 'manual';
  addEventListener('hashchange', () => {
    const before = placeOf(route.value);
    const next = parseRoute(location.hash);
    const place = placeOf(next);
    if (before !== place) scrolled.set(before, scrollY);
    route.value = next;
    if (before !== place) requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, scrolled.get(place) ?? 0)));
  });
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
