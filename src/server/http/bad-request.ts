import { RequestError } from '@hono/node-server';
import type { HttpRefusal } from '../../core/index.ts';

/** Answers a request of which the adaptor makes none, for its Host or its target: refused and counted, while all that reaches the routes they answer themselves. */
export function answerBadRequest(refused: (reason: HttpRefusal) => void): (error: unknown) => Response {
  return (error) => {
    const isRefused = error instanceof RequestError;
    if (isRefused) refused('malformed');
    return new Response(undefined, { status: isRefused ? 400 : 500 });
  };
}
