import type { SubjectContext } from './subject.ts';
import type { Given, Teller } from './tell.ts';

type Report = Given<'call.report'>;
/** What is known of a call when it begins. */
export type CallStart = Omit<Report, 'callId' | 'state'> & {
  /** The id of the call in this program. Absent: a new one. */
  readonly callId?: string | undefined;
};
/** What a report of a call may add. A field given twice counts as in the later one. */
export type CallDetails = Omit<Report, 'callId' | 'state'>;

/** One call that this program carries. Each verb may be called once or more, and in whatever order things came to be known. */
export interface ProgramCall {
  /** The id of the call in this program. */
  readonly id: string;
  ringing(details?: CallDetails): void;
  answered(details?: CallDetails): void;
  end(details?: CallDetails): void;
  /** Adds what is known without a change of state. */
  report(details: CallDetails): void;
  held(given?: Omit<Given<'call.held'>, 'callId'>): void;
  resumed(given?: Omit<Given<'call.resumed'>, 'callId'>): void;
  dtmf(given?: Omit<Given<'call.dtmf'>, 'callId'>): void;
}

/** Calls that this program carries. */
export interface Calls {
  /** A call begins. Without a `traceparent` it belongs to the active span of the host, where `openTelemetry` was given. `OTEL_PROPAGATORS=none`: to neither. */
  start(given?: CallStart): ProgramCall;
  /** A call that was begun elsewhere, e.g. before a restart. Nothing is told of it by this alone. */
  of(callId: string): ProgramCall;
  /** One `call.report` as it is. */
  readonly report: Teller<'call.report'>;
}

/** Makes the subject. */
export function createCalls({ tell, newId, traceparent: parentOf }: SubjectContext): Calls {
  const report = tell('call.report');
  const held = tell('call.held');
  const resumed = tell('call.resumed');
  const dtmf = tell('call.dtmf');
  const of = (callId: string): ProgramCall => ({
    id: callId,
    ringing: (details) => report({ ...details, callId, state: 'ringing' }),
    answered: (details) => report({ ...details, callId, state: 'answered' }),
    end: (details) => report({ ...details, callId, state: 'ended' }),
    report: (details) => report({ ...details, callId }),
    held: (given) => held({ ...given, callId }),
    resumed: (given) => resumed({ ...given, callId }),
    dtmf: (given) => dtmf({ ...given, callId }),
  });
  return {
    start(given) {
      const callId = given?.callId ?? newId();
      const { traceparent: told, ...rest } = given ?? {};
      const traceparent = parentOf(told);
      report({ ...rest, ...(traceparent === undefined ? {} : { traceparent }), callId, state: 'offered' });
      return of(callId);
    },
    of,
    report,
  };
}
