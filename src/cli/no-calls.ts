import type { CommandIo } from './command.ts';

/** Says what to do when there is nothing to show. */
export function sayNoCalls(io: CommandIo): void {
  io.err('There are no such calls. Take a longer time with --since or fewer conditions; `ringscope status` says whether packets arrive.\n');
}

/** Says that an answer is not whole. */
export function sayPartial(isPartial: boolean | undefined, io: CommandIo): void {
  if (isPartial === true)
    io.err('Something is missing: the answer took too long, or what arrived last is not written yet. Take a shorter time.\n');
}
