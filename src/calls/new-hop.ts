import type { Hop } from './round.ts';
import { NONE } from './with-new.ts';

/** Makes a hop that nothing has answered yet. */
export function newHop({
  branch,
  depth,
  isAsked,
  request,
  requestSight,
}: Pick<Hop, 'branch' | 'depth' | 'isAsked' | 'request' | 'requestSight'>): Hop {
  return {
    branch,
    depth,
    isAsked,
    request,
    requestSight,
    responses: [],
    final: undefined,
    highestStatus: 0,
    hasAlerted: false,
    isRefusalAcknowledged: false,
    cancels: NONE,
    repeatedSuccesses: 0,
    lastSuccessAt: undefined,
    lastSentAt: request.at,
    noted: NONE,
  };
}
