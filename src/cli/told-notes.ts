import type { CallBody } from './api-calls.ts';
import { showSeconds } from './show.ts';

/** One line of what a program told of a call. */
export interface ToldNote {
  readonly at: number;
  readonly text: string;
}

type ToldCall = Pick<CallBody['calls'][number], 'call' | 'stages'>;

/** What programs told of a call: its states, and the stages of its agent, in the order of time. */
export function toldNotes({ call, stages = [] }: ToldCall): readonly ToldNote[] {
  const states = (call.told ?? []).flatMap(({ at, source, state, outcome, ended, cause, sipCode }) => {
    const words = [state, outcome, ended, cause, sipCode].filter((word) => word !== undefined);
    return words.length === 0 ? [] : [{ at, text: `${source}: ${words.join(' ')}` }];
  });
  const notes = [...states, ...stages.map(({ at, stage, seconds }) => ({ at, text: `${stage} ${showSeconds(seconds)}` }))];
  return notes.toSorted((a, b) => a.at - b.at);
}
