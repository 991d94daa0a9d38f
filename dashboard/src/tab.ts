import { effect } from '@preact/signals';
import { moodOf, tabTitle } from './model/sentence';
import { route } from './navigation';
import { fleet, phase } from './store';

/** The tab tells the fleet's condition while the page is behind another. */
export function startTab(): void {
  effect(() => {
    const live = phase.value === 'live';
    const at = route.value;
    const title = tabTitle(fleet.value, live);
    document.title = at.page === 'node' ? `${at.name} - ${title}` : title;
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    const wanted = `./icon-${moodOf(fleet.value, live)}.svg`;
    if (icon && icon.getAttribute('href') !== wanted) icon.href = wanted;
  });
}
