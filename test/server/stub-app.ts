import { TeleError, type ErrorCode } from '../../src/core/index.ts';
import { createRegistry } from '../../src/metrics/index.ts';
import type { Credentials } from '../../src/server/http/credentials.ts';
import type { AppContext } from '../../src/server/http/app-context.ts';
import { createApp } from '../../src/server/http/app.ts';
import { createExports } from '../../src/server/http/exports.ts';
import type { HistoryFromHttp, MainFromHttp, MainFromThread, QueryFromHttp, StoreFromHttp } from '../../src/server/messages.ts';
import { presentStored } from '../../src/server/privacy/present-stored.ts';
import type { Caller } from '../../src/server/thread-port.ts';

/** A thread that answers everything with one error. */
export function broken(
  code: ErrorCode,
): Caller<MainFromHttp & MainFromThread> & Caller<StoreFromHttp> & Caller<QueryFromHttp> & Caller<HistoryFromHttp> {
  return {
    call: () => Promise.reject(new TeleError(code, 'no')),
    tell: () => undefined,
    fail: () => undefined,
  };
}

/** As on loopback without any. */
export const NO_CREDENTIALS: Credentials = {
  identify: () => undefined,
  isNeeded: false,
  challenge: '',
  addressOf: (peer) => peer,
  isProxy: () => false,
  secondsRefused: () => 0,
  isAllowed: () => true,
};

/** The routes without threads behind them: what is let in and asks one is answered 503. */
export function stubApp(facts: Partial<AppContext> = {}) {
  return createApp({
    version: '1.2.3',
    now: () => 1_700_000_000,
    main: { ...broken('MAIN_STUCK') },
    store: broken('STORE_STUCK'),
    query: broken('STORE_STUCK'),
    history: broken('STORE_STUCK'),
    live: { open: async () => Promise.reject(new TeleError('MAIN_STUCK', 'no')) },
    imports: { list: () => [], cancel: async () => false, open: async () => Promise.reject(new TeleError('MAIN_STUCK', 'no')) },
    exports: createExports('/nonexistent', new SharedArrayBuffer(4)),
    hashCallId: (text) => text,
    reportedId: (callKey) => `reported ${callKey}`,
    hashTrace: (text) => text,
    hashPerson: (text) => text,
    searchPerson: (text) => ({ hash: text }),
    erasedEnd: () => undefined,
    output: 'masked',
    keepRawHours: 0,
    credentials: NO_CREDENTIALS,
    policy: { allow: undefined, isOpen: false, openProbes: true },
    suspected: () => undefined,
    isStatusOnly: () => false,
    hasVoiceSkill: false,
    voiceSkillClock: () => 0,
    present: (stored) => presentStored(stored, 'masked'),
    presentNumbers: (call) => presentStored(call, 'masked'),
    heartbeatAgeSeconds: () => 0.1,
    health: async () => ({ status: 'ready', checks: [] }),
    metrics: createRegistry(),
    isSynthetic: false,
    exportStallSeconds: 30,
    hosts: [],
    refused: () => undefined,
    explain: () => 'The log says it.',
    ...facts,
  });
}
