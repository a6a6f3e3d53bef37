import { computed, signal } from '@preact/signals';
import type { Answer } from './api/ask.ts';

/** Who looks at the page, and what he may do. */
export type Session = Answer<'/api/v1/session'>;
export type Role = Session['roles'][number];

/** Undefined until the server has said it. */
export const session = signal<Session | undefined>(undefined);

/** The server was asked who looks at the page: before, a screen would be refused where a login is needed. */
export const isWhoKnown = signal(false);

/** The server asks for credentials, and the browser has none that are valid. */
export const isLoginNeeded = signal(false);

/** Somebody whom the server lets in without any wants to show some. */
export const isLoginWanted = signal(false);

/** Numbers are shown as they are, in the calls that are looked at, until the page is loaded anew. */
export const isRevealing = signal(false);

/** Whether who looks at the page has a role. Nobody has any before the server has said so. */
export function may(role: Role): boolean {
  return session.value?.roles.includes(role) === true;
}

/** Somebody has logged in and may read nothing: every screen would only say that. */
export const isShutOut = computed(() => session.value !== undefined && !session.value.roles.includes('read'));
