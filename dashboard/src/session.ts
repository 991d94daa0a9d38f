import { batch, computed, signal } from '@preact/signals';
import { deleteSession, getSession, postSession, type Session } from './model/api';
import { fleet, nodes } from './store';

/** Null before the aggregator said who asks. */
export const session = signal<Session | null>(null);

/** Nobody that the aggregator knows: a token has to be shown first. */
export const isStranger = computed(() => session.value !== null && session.value.name === null);

/** Whether one may steer what is under way. The aggregator decides; this only greys out what it would refuse. */
export const mayOperate = computed(() => session.value?.role === 'OPERATOR' || session.value?.role === 'ADMIN');

/** An aggregator that does not answer says nothing about who asks. */
export async function loadSession(): Promise<void> {
  const told = await getSession().catch(() => null);
  if (told) put(told);
}

function put(told: Session): void {
  batch(() => {
    session.value = told;
    if (told.name === null) {
      fleet.value = null;
      nodes.value = null;
    }
  });
}

export async function signIn(token: string): Promise<void> {
  put(await postSession(token));
}

export async function signOut(): Promise<void> {
  put(await deleteSession());
}
