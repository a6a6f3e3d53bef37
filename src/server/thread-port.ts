import type { Transferable } from 'node:worker_threads';
import { TeleError, type ErrorCode } from '../core/index.ts';
import type { Contract } from './messages.ts';
import { monotonicSeconds } from './monotonic-seconds.ts';

/** One end of a connection between threads: a `MessagePort` or a `Worker`. */
export interface ThreadPort {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

type Frame =
  | { readonly frame: 'call'; readonly id: number | undefined; readonly kind: string; readonly request: object; readonly until: number }
  | { readonly frame: 'answer'; readonly id: number; readonly response: object }
  | { readonly frame: 'failure'; readonly id: number; readonly code: ErrorCode; readonly message: string };

/** Asks the thread at the other end of a port. */
export interface Caller<C extends Contract> {
  /**
   * Sends a request and resolves with its answer. Rejects with the other thread's `TeleError`, or with the stuck code of this caller when
   * `deadlineSeconds` pass first: from then on the other thread does not begin with it either. Without a deadline it waits as long as the thread lives.
   */
  call<K extends keyof C & string>(
    kind: K,
    request: C[K]['request'],
    deadlineSeconds?: number,
    transfer?: readonly Transferable[],
  ): Promise<C[K]['response']>;
  /** Sends a request whose answer nobody waits for. */
  tell<K extends keyof C & string>(kind: K, request: C[K]['request']): void;
  /** Rejects all that is waiting, and whatever is asked later: the other thread is gone. */
  fail(error: TeleError): void;
}

interface Waiting {
  resolve(response: object): void;
  reject(error: TeleError): void;
}

/** Makes the asking side of a port. Several callers and answerers of one port need different kinds of request. */
export function createCaller<C extends Contract>(port: ThreadPort, stuck: ErrorCode, threadName: string): Caller<C> {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let gone: TeleError | undefined;

  port.on('message', (message) => {
    // Both ends of a port are this file; the port carries nothing else.
    const frame = message as Frame;
    if (frame.frame === 'call') return;
    const one = waiting.get(frame.id);
    if (one === undefined) return;
    waiting.delete(frame.id);
    if (frame.frame === 'answer') one.resolve(frame.response);
    else one.reject(new TeleError(frame.code, frame.message));
  });

  return {
    call(kind, request, deadlineSeconds, transfer) {
      return new Promise((resolve, reject) => {
        if (gone !== undefined) {
          reject(gone);
          return;
        }
        const id = nextId;
        nextId += 1;
        const timer =
          deadlineSeconds === undefined
            ? undefined
            : setTimeout(() => {
                waiting.delete(id);
                reject(new TeleError(stuck, `The ${threadName} thread did not answer within ${deadlineSeconds} s.`));
              }, deadlineSeconds * 1000).unref();
        waiting.set(id, {
          resolve: (response) => {
            clearTimeout(timer);
            resolve(response);
          },
          reject: (error) => {
            clearTimeout(timer);
            reject(error);
          },
        });
        const until = deadlineSeconds === undefined ? Infinity : monotonicSeconds() + deadlineSeconds;
        port.postMessage({ frame: 'call', id, kind, request, until } satisfies Frame, transfer ?? []);
      });
    },
    tell(kind, request) {
      if (gone === undefined) port.postMessage({ frame: 'call', id: undefined, kind, request, until: Infinity } satisfies Frame);
    },
    fail(error) {
      gone = error;
      for (const one of waiting.values()) one.reject(error);
      waiting.clear();
    },
  };
}

/** What answers each kind of request of a contract. A rejection goes back as an error with its code. `until`: nobody waits any longer then, by `monotonicSeconds`. */
export type Answers<C extends Contract> = {
  readonly [K in keyof C & string]: (request: C[K]['request'], until: number) => C[K]['response'] | Promise<C[K]['response']>;
};
type Answer = (request: object, until: number) => object | Promise<object>;

/** Makes the answering side of a port. A kind that it does not know belongs to another answerer of the same port; a request that nobody waits for any more is dropped. */
export function answerCalls<C extends Contract>(port: ThreadPort, answers: Answers<C>): void {
  const byKind = new Map<string, Answer>(Object.entries(answers));
  port.on('message', (message) => {
    const frame = message as Frame;
    if (frame.frame !== 'call' || monotonicSeconds() > frame.until) return;
    const answer = byKind.get(frame.kind);
    if (answer !== undefined) void answerOne(port, frame.id, answer, frame);
  });
}

/** Never rejects: a failure is sent back, and one that nobody waits for has no reader. */
async function answerOne(
  port: ThreadPort,
  id: number | undefined,
  answer: Answer,
  { request, until }: { readonly request: object; readonly until: number },
): Promise<void> {
  let reply: Frame | undefined;
  try {
    const response = await answer(request, until);
    if (id !== undefined) reply = { frame: 'answer', id, response };
  } catch (error) {
    const { code, message } = asTeleError(error);
    if (id !== undefined) reply = { frame: 'failure', id, code, message };
  }
  if (reply !== undefined) port.postMessage(reply);
}

/** Any thrown value as the one error class. */
export function asTeleError(error: unknown): TeleError {
  if (error instanceof TeleError) return error;
  return new TeleError('INTERNAL', error instanceof Error ? error.message : String(error), error);
}
