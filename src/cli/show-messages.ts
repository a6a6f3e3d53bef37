import type { OffsetAt, Transport } from '../core/index.ts';
import type { CommandIo } from './command.ts';
import { toJson } from './json.ts';
import { showText, showTime } from './show.ts';

/** The whole messages of a call as the API answers them. */
interface MessagesBody {
  readonly messages: readonly {
    readonly at: number;
    readonly src?: string;
    readonly dst?: string;
    readonly transport?: Transport;
    readonly agent?: string;
    readonly text: string;
  }[];
  /** Why there are none. */
  readonly reason?: string;
}

/** Writes whole messages in the order of arrival, each below a line that says when, from whom to whom, how and by which capture agent; 1 when there are none. */
export function showMessages(answer: unknown, isJson: boolean, clock: OffsetAt, io: CommandIo): number {
  // The API declares it.
  const { messages, reason = 'No whole messages of this call were kept.' } = answer as MessagesBody;
  if (isJson) io.out(toJson(answer));
  else
    for (const { at, src = '?', dst = '?', transport = '?', agent = '?', text } of messages) {
      io.out(`--- ${showText(`${showTime(at, clock)}  ${src} -> ${dst}  ${transport}  agent ${agent}`)}\n`);
      // Each line by itself: whoever sent it may have meant the terminal.
      for (const line of text.trimEnd().split(/\r?\n/)) io.out(`${showText(line)}\n`);
      io.out('\n');
    }
  if (messages.length > 0) return 0;
  io.err(`${reason}\n`);
  return 1;
}
