import type { ErrorCode } from '../../core/index.ts';

/** Credentials that were presented and are wrong, or were not even looked at after too many that were. Never what was presented. */
export interface WrongLogin {
  readonly address: string;
  readonly kind: 'token' | 'password' | 'credentials';
  readonly code: Extract<ErrorCode, 'UNAUTHORIZED' | 'LOGINS_THROTTLED'>;
}

/** What the log says of one, and of which listener was asked. */
export function wrongLoginLine(listener: string, { address, kind, code }: WrongLogin) {
  const where = `from ${address} to the listener ${listener}`;
  const message =
    code === 'LOGINS_THROTTLED'
      ? `After too many wrong credentials of what comes ${where} only a right token is let in for the rest of a minute.`
      : `Wrong credentials came ${where}: ${kind === 'credentials' ? 'of no kind that is known' : `a ${kind}`}.`;
  return { level: 'warn', message, code, fields: { address, listener, kind } } as const;
}

/** As what a header shows itself. */
export function kindOfLogin(authorization: string): WrongLogin['kind'] {
  if (/^Basic\b/i.test(authorization)) return 'password';
  return /^Bearer\b/i.test(authorization) ? 'token' : 'credentials';
}
