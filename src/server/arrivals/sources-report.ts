import type { ArrivedAgent, BoundSocket, EventFault, SourceArrivals } from '../../core/index.ts';
import type { ArrivalFinding } from './arrival-finding.ts';

/** What one sender was refused for, and what mends it. */
export interface ShownRefusal {
  readonly address: string;
  readonly reason: string;
  readonly count: number;
  readonly lastAt: number;
  readonly means: string;
  readonly fix: string;
}

/** What arrives at one source. */
export interface ShownSource extends Partial<Pick<SourceArrivals, 'buffer'>> {
  readonly name: string;
  readonly listens: readonly BoundSocket[];
  /** Frames of captures, or events that were posted, since the start. */
  readonly frames: number;
  readonly refused: number;
  /** Absent: nothing was taken. */
  readonly lastAt?: number;
  readonly agents: readonly ArrivedAgent[];
  readonly refusals: readonly ShownRefusal[];
  readonly others: SourceArrivals['others'];
}

/** What arrives at all sources, and what is wrong with it. */
export interface SourcesReport {
  readonly startedAt: number;
  readonly sources: readonly ShownSource[];
  readonly findings: readonly ArrivalFinding[];
}

/** What a posted text is that is no event. */
const FAULTS: Readonly<Record<EventFault, string>> = {
  no_json: 'no JSON',
  no_object: 'JSON, but no object',
  unknown_type: 'an event of a type that there is not',
  missing_field: 'an event that lacks a field',
  unknown_field: 'an event with a field that its type has not',
  bad_value: 'an event with a value that its field cannot have',
  reserved: 'an event that only ringscope itself may tell',
};
const EVENT_FIX = 'The answer to the POST names the event and the field.';

/** The text of what was wrong with a posted event. */
export function eventFaultText(fault: EventFault): { readonly means: string; readonly fix: string } {
  return { means: FAULTS[fault], fix: EVENT_FIX };
}
