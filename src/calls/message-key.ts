import { METHOD, type Method, type TimelineEntry } from '../core/index.ts';
import { joinNumbers } from './join-numbers.ts';

/** Sooner than this nothing is sent again: 0.8*T1 (RFC 3261 17.1.1.2), since real stacks fire T1 a little early. */
export const REPEATS_AFTER_SECONDS = 0.4;

const METHOD_NUMBER: ReadonlyMap<Method, number> = new Map(METHOD.map((method, place) => [method, place]));

/** What is the same for a request on one hop and all that answers it. */
export function transactionKey({ cseq, method }: TimelineEntry, branch: number): number {
  return joinNumbers(branch, cseq, METHOD_NUMBER.get(method) ?? -1);
}

/** Whether two messages of one transaction are captures or repetitions of one message: `messageKey` of both is the same. */
export function isSameMessage(one: TimelineEntry, two: TimelineEntry, branch: number): boolean {
  const { status } = one;
  if (status !== two.status || one.fromTag !== two.fromTag) return false;
  if (status !== undefined && one.toTag !== two.toTag) return false;
  if (branch === 0 && (one.src !== two.src || one.dst !== two.dst)) return false;
  return !hasManyAnswers(status) || one.contentHash === two.contentHash;
}

/** What is the same for every capture and every repetition of one message on one hop. */
export function messageKey(entry: TimelineEntry, branch: number): number {
  const { status = 0, fromTag = -1, toTag = -1 } = entry;
  // An ACK to a 2xx repeats whenever the 2xx does; without a branch the path has to tell hops apart.
  const path = branch === 0 ? textNumber(`${entry.src}>${entry.dst}`) : -1;
  const content = hasManyAnswers(status) ? entry.contentHash : -1;
  return joinNumbers(joinNumbers(transactionKey(entry, branch), status, fromTag), status === 0 ? -1 : toTag, joinNumbers(path, content, 0));
}

/** A transaction has one request and one final answer; of provisional answers to it there may be many, told apart by their bytes alone. */
function hasManyAnswers(status: number | undefined): boolean {
  return status !== undefined && status > 100 && status < 200;
}

function textNumber(text: string): number {
  let number = text.length;
  for (let place = 0; place < text.length; place += 1) number = joinNumbers(number, text.charCodeAt(place), place);
  return number;
}
