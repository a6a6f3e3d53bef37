import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askDialog, ONCE } from './ask-dialog.ts';
import type { Message } from './message.ts';
import { playPlan } from './play-plan.ts';
import { arbitraryPlan, type Plan } from './plan.ts';
import { readCall } from './reader.ts';

const CALLS = 1000;
/** Of answered calls whose 2xx is in the file, those that are not told answered. */
const MOST_MISSED = 0.005;

/** The dialogs of a file, each with one proxy between caller and callee; three of four are answered. */
const DIALOGS = fc
  .sample(
    arbitraryPlan.filter(({ proxies }) => proxies === 1),
    { numRuns: CALLS, seed: 38 },
  )
  .map((plan, index) => playPlan(index % 4 === 0 ? plan : answered(plan)));

function answered(plan: Plan): Plan {
  const branches = plan.branches.map((branch) => ({ ...branch, final: 200 }));
  return { ...plan, branches, cancelAfter: undefined, isHung: false, isGivenUp: false };
}

/** Numbers from 0 to 1 that are the same in each run (xorshift32). */
function createDice(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function isAnswer({ method, status = 0, from }: Message): boolean {
  return method === 'INVITE' && status >= 200 && status < 300 && from === 'a';
}

test.each([0.01, 0.05, 0.2])(
  'of captures that lack a part of %d of their packets, answered calls are told answered, and no others',
  ONCE,
  (lost) => {
    const dice = createDice(380_000 + lost * 1000);
    let [shown, missed, made] = [0, 0, 0];
    for (const played of DIALOGS) {
      const isAnswered = readCall(played.messages, played.until).outcome === 'answered';
      const messages = played.messages.filter(() => dice() >= lost);
      const records = messages.length === 0 ? [] : askDialog({ ...played, messages });
      const isTold = records.some(({ outcome }) => outcome === 'answered');
      if (isTold && !isAnswered) made += 1;
      if (!isAnswered || !messages.some(isAnswer)) continue;
      shown += 1;
      if (!isTold) missed += 1;
    }
    expect(shown).toBeGreaterThan(CALLS * 0.7);
    expect(made).toBe(0);
    expect(missed / shown).toBeLessThanOrEqual(MOST_MISSED);
  },
);
