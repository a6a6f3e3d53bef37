/** Events of each type; more than a compiler can tell apart. */
const COUNT = 64;
export const MASK = COUNT - 1;

const OUTCOMES = ['answered', 'busy', 'no_answer', 'cancelled'];
const DIRECTIONS = ['inbound', 'outbound'];

/** Calls as the tracker tells of them, by type of event. */
export function callEvents() {
  const numbers = Array.from({ length: COUNT }, (_, number) => number);
  return { 'call.answered': numbers.map(answered), 'call.ended': numbers.map(ended) };
}

function which(number) {
  return {
    at: 1_700_000_000 + number,
    callId: `call-${number}`,
    source: 'bench',
    trunk: `trunk-${number % 8}`,
    direction: DIRECTIONS[number & 1],
    isEmergency: false,
  };
}

function answered(number) {
  return {
    type: 'call.answered',
    ...which(number),
    pddSeconds: 0.5 + number / 64,
    ringSeconds: 4 + number / 8,
    setupSeconds: 5 + number / 8,
    hasRung: true,
  };
}

function ended(number) {
  const outcome = OUTCOMES[(number >> 1) & 3];
  const isAnswered = outcome === 'answered';
  return {
    type: 'call.ended',
    ...which(number),
    pddSeconds: 0.5 + number / 64,
    ringSeconds: 4 + number / 8,
    outcome,
    ...(isAnswered ? { ended: 'bye', talkSeconds: 30 + number, sddSeconds: 0.01 } : {}),
    releasedBy: number & 4 ? 'caller' : 'callee',
    cause: isAnswered ? 'normal' : 'busy',
    sipCode: isAnswered ? 200 : 486,
    hasRung: true,
    isChallenged: false,
    totalSeconds: 40 + number,
  };
}
