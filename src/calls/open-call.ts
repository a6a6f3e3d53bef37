import type { StoredCall } from '../core/index.ts';
import type { ConversationContext } from './advance-conversation.ts';
import type { Attempt } from './attempt.ts';
import { committedEnd, keyOf, type CallState, type Conversation } from './conversation.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import type { ReportedCall } from './reported-call.ts';

/** Ids of calls are stable per Call-ID, caller tag, generation and this span of time, so that a Call-ID used again makes another call. */
const ID_SPAN_SECONDS = REUSE_SECONDS;

/** What is remembered of a call that is read for the first time: as it was stored, or as its program has told of it, when it was. */
export function openCall(attempt: Attempt, conversation: Conversation, context: ConversationContext): CallState {
  const { key, startedAt, generation } = attempt;
  const stored = conversation.adopted[generation];
  if (stored !== undefined) return { ...newState(key, stored.id, startedAt), ...storedProgress(stored, conversation) };
  const told = context.joins.claim(conversation, startedAt);
  const span = Math.floor(startedAt / ID_SPAN_SECONDS);
  const state = newState(key, told?.id ?? context.hashId(`call|${keyOf(conversation)}|${key}|${span}`), startedAt);
  if (told === undefined) return state;
  const joined = { ...state, ...toldProgress(told) };
  context.joins.join(told, joined);
  return joined;
}

function newState(key: string, id: string, startedAt: number): CallState {
  return {
    key,
    id,
    version: 1,
    stage: 'open',
    isOffered: false,
    hasRungOnce: false,
    outcome: undefined,
    record: undefined,
    committed: undefined,
    adopted: undefined,
    isSilent: false,
    isByeLost: false,
    handedAt: Number.NEGATIVE_INFINITY,
    putOff: 0,
    dueAt: Number.POSITIVE_INFINITY,
    active: undefined,
    group: undefined,
    isAnswered: false,
    isAnswerOnly: false,
    handed: 0,
    letGo: { messages: 0, retransmissions: 0, duplicates: 0, reinvites: 0 },
    startedAt,
    endedAt: undefined,
    isTold: false,
    told: undefined,
  };
}

function storedProgress(stored: StoredCall, { seen }: Conversation): Partial<CallState> {
  const { version, state, isProvisional, hasRung, outcome, told = [] } = stored;
  return {
    version,
    stage: isProvisional || state !== 'answered' ? 'open' : 'answered',
    isOffered: true,
    hasRungOnce: hasRung,
    outcome: isProvisional ? undefined : outcome,
    adopted: stored,
    handed: seen.all().filter(({ isHanded }) => isHanded).length,
    isTold: told.length > 0,
  };
}

/** What was told and counted of a call before it was captured is not told again. */
function toldProgress({ version, stage, isOffered, hasRungOnce, outcome, record }: ReportedCall): Partial<CallState> {
  const committed = stage === 'closed' && record !== undefined ? committedEnd(record) : undefined;
  return { version, stage, isOffered, hasRungOnce, outcome, committed };
}
