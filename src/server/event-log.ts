import type { Consumer, EventOfType, TelephonyEvent } from '../core/index.ts';
import { callLine, startLine } from '../presets/voice-skill/index.ts';
import type { CallTraces } from './call-traces.ts';
import type { ServerLog } from './log.ts';

/**
 * Makes log lines of events: of certificates, and at debug of connections and of what has ended. With voice-skill's names its lines of each call that begins and that
 * has ended, as information. Lines about a call name its trace.
 */
export function createEventLog(log: ServerLog, traces: Pick<CallTraces, 'idOf'>): Consumer {
  const isVoiceSkill = log.fieldSet === 'voice-skill';
  /** The listeners that have shown a certificate: another one replaces it. */
  const secured = new Set<string>();
  const sayEnded = (event: EventOfType<'call.ended'>): void => {
    // Its trace costs a hash.
    if (!log.levels.isOn('calls', isVoiceSkill ? 'info' : 'debug')) return;
    const { callId, outcome, ended, cause, talkSeconds } = event;
    const about = { component: 'calls', trace_id: traces.idOf(event) } as const;
    if (isVoiceSkill) log.info({ ...about, ...callLine(event) }, 'call_ended');
    else log.debug({ ...about, callId, outcome, ended, cause, talkSeconds }, 'A call has ended.');
  };
  return {
    name: 'event-log',
    takes: (type) => TAKEN.has(type) || (type === 'call.offered' && isVoiceSkill),
    accept(event: TelephonyEvent) {
      if (event.type === 'call.ended') sayEnded(event);
      else if (event.type === 'call.offered') {
        log.info({ component: 'calls', trace_id: traces.idOf(event), ...startLine(event) }, 'call_started');
      } else if (event.type === 'registration.ended') {
        log.debug({ component: 'calls', outcome: event.outcome }, 'A registration has ended.');
      } else if (event.type === 'source.connection') {
        log.debug({ component: 'hep' }, `A connection was ${event.change}.`);
      } else if (event.type === 'listener.certificate') {
        const { listener, expiresAt } = event;
        const until = new Date(expiresAt * 1000).toISOString();
        if (secured.has(listener))
          log.info({ listener, expiresAt: until }, `${listener} shows a new certificate, which is good until ${until}.`);
        secured.add(listener);
      } else if (event.type === 'listener.certificate_refused') {
        log.warn(
          { listener: event.listener },
          `${event.listener} does not take the new files of its certificate, and shows the one from before.`,
        );
      }
    },
  };
}

const TAKEN: ReadonlySet<string> = new Set([
  'call.ended',
  'registration.ended',
  'source.connection',
  'listener.certificate',
  'listener.certificate_refused',
] satisfies TelephonyEvent['type'][]);
