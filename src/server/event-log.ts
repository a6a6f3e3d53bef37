import type { Consumer, TelephonyEvent } from '../core/index.ts';
import { callLine, startLine } from '../presets/voice-skill/index.ts';
import type { ServerLog } from './log.ts';

/** Makes log lines of events: of connections and of what has ended at debug. With voice-skill's names its lines of each call that begins and that has ended, as information. */
export function createEventLog(log: ServerLog): Consumer {
  const isVoiceSkill = log.fieldSet === 'voice-skill';
  return {
    name: 'event-log',
    takes: (type) =>
      (type === 'call.offered' && isVoiceSkill) || type === 'call.ended' || type === 'registration.ended' || type === 'source.connection',
    accept(event: TelephonyEvent) {
      if (event.type === 'call.ended') {
        const { callId, outcome, ended, cause, talkSeconds } = event;
        if (isVoiceSkill) log.info({ component: 'calls', ...callLine(event) }, 'call_ended');
        else log.debug({ component: 'calls', callId, outcome, ended, cause, talkSeconds }, 'A call has ended.');
      } else if (event.type === 'call.offered') {
        log.info({ component: 'calls', ...startLine(event) }, 'call_started');
      } else if (event.type === 'registration.ended') {
        log.debug({ component: 'calls', outcome: event.outcome }, 'A registration has ended.');
      } else if (event.type === 'source.connection') {
        log.debug({ component: 'hep' }, `A connection was ${event.change}.`);
      }
    },
  };
}
