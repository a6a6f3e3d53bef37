/**
 * What a store keeps of a number beside its hash, so that its end finds it: 16 letters of keyed hashes. Those of the last four digits, of the last seven, of the last ten,
 * of its calling code, and of the whole number; the last letter says whose number it is.
 */
export const NUMBER_END = { tail: [0, 4], seven: [4, 7], ten: [7, 10], callingCode: [10, 11], whole: [11, 15], side: [15, 16] } as const;
type EndPart = keyof typeof NUMBER_END;

/** The letter of each side. `other`: somebody else whom the call names, such as who diverted it. */
export const END_SIDE = { caller: 'a', callee: 'b', other: 'c' } as const;
export type EndSide = keyof typeof END_SIDE;

/** The ends of more numbers than this are not kept of one call. */
export const MAX_ENDS = 32;
/** Fewer digits are the end of too many numbers; more are not told apart. */
export const LEAST_END_DIGITS = 4;
export const MOST_END_DIGITS = 10;

/** Which ends of numbers are meant: each part that is given is one of these. */
export type NumberEnd = { readonly tail: string } & {
  readonly [Part in Exclude<EndPart, 'tail' | 'side'>]?: readonly string[];
};

/** One part of what is kept of a number. */
export function endPart(end: string, part: EndPart): string {
  return end.slice(...NUMBER_END[part]);
}

/** Whether what is kept of a number is what is meant; on one side of the call, or anywhere in it. */
export function isSuchEnd(end: string, wanted: NumberEnd, side?: EndSide): boolean {
  return (
    end.startsWith(wanted.tail) &&
    (side === undefined || endPart(end, 'side') === END_SIDE[side]) &&
    isOneOf(end, 'seven', wanted) &&
    isOneOf(end, 'ten', wanted) &&
    isOneOf(end, 'callingCode', wanted) &&
    isOneOf(end, 'whole', wanted)
  );
}

function isOneOf(end: string, part: Exclude<EndPart, 'tail' | 'side'>, wanted: NumberEnd): boolean {
  const some = wanted[part];
  return some === undefined || some.includes(endPart(end, part));
}

/** A call without what is kept of numbers with such an end. The same one when there is nothing. */
export function withoutEnds<Call extends { readonly ends?: readonly string[] }>(call: Call, unwanted: NumberEnd): Call {
  const { ends, ...others } = call;
  const left = ends?.filter((end) => !isSuchEnd(end, unwanted)) ?? [];
  if (left.length === (ends?.length ?? 0)) return call;
  // All that it had but what is optional.
  return (left.length === 0 ? others : { ...call, ends: left }) as Call;
}
