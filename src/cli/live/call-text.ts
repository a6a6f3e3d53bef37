import { isFailure, NO_TRUNK, visibleText } from '../../core/index.ts';
import type { Tone } from '../color.ts';
import type { PresentedCall } from '../../server/index.ts';

/** Whether a call has all words of a filter somewhere in what is shown of it. */
export function matchesText(call: PresentedCall, filter: string): boolean {
  if (filter === '') return true;
  const text = [
    stateOf(call),
    call.state,
    call.direction,
    call.caller,
    call.callee,
    call.trunk,
    call.agent,
    call.source,
    call.cause,
    call.sipCode,
    call.hopCode,
    call.hopAddress,
    call.callerAddress,
    call.codec,
    call.callId,
    call.id,
    ...call.legs.flatMap(({ address, trunk }) => [address, trunk]),
  ]
    .filter((part) => part !== undefined)
    .join(' ')
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** In one word how a call is, or how it came out. */
export function stateOf({ state, outcome }: PresentedCall): string {
  return state === 'ended' ? (outcome ?? 'ended') : state;
}

/** What a colour says of a call. */
export function toneOfCall(call: PresentedCall): Tone | undefined {
  if (call.state === 'answered') return 'good';
  if (call.state !== 'ended') return undefined;
  if (isFailure(call)) return 'bad';
  return call.outcome === 'answered' ? 'faint' : 'warning';
}

/** How long a call takes, or took, as people read it: 4.2s, 75s, 12m03, 3h20. */
export function lengthOf({ startedAt, answeredAt, endedAt }: PresentedCall, now: number): string {
  const seconds = Math.max(0, (endedAt ?? now) - (answeredAt ?? startedAt));
  if (seconds < 10) return `${(Math.floor(seconds * 10) / 10).toFixed(1)}s`;
  if (seconds < 100) return `${Math.floor(seconds)}s`;
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return minutes < 100 ? `${minutes}m${two(seconds % 60)}` : `${hours}h${two(minutes % 60)}`;
}

/** The trunk, or nothing. */
export function trunkOf({ trunk }: PresentedCall): string {
  return trunk === NO_TRUNK ? '' : visibleText(trunk);
}
