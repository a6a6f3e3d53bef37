import type { CallRecord } from '../../src/core/index.ts';
import { playScene } from '../../src/testing/run-scene.ts';
import { rounds } from '../rounds.ts';
import { writeMessage, type Message } from './message.ts';
import type { Played } from './play-plan.ts';

/** The number of generated dialogs that are read. */
export const DIALOGS = rounds(1000, 10_000);

/** A property that fails once is wrong: it gets no second try. */
export const ONCE = { retry: 0 };

/** A message as a capture shows it: which agent, and how long after its stamp it arrives. */
export interface Captured extends Message {
  readonly agent?: string;
  readonly late?: number;
}

/** The records that ringscope makes of a dialog, as `capture` shows it. */
export function askDialog(
  { messages, until }: Played,
  capture: (messages: readonly Message[]) => readonly Captured[] = (all) => all,
): readonly CallRecord[] {
  const captured = capture(messages);
  const lines = captured.map((message) => `${writeMessage(message)}${message.agent === undefined ? '' : ` agent=${message.agent}`}`);
  const last = Math.max(...messages.map(({ at }) => at));
  return playScene(lines.join('\n'), { delay: (index) => captured[index]?.late ?? 0, runOnSeconds: until - last }).calls;
}
