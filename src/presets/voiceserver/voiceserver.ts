import { catalog } from '../../core/index.ts';
import type { Preset } from '../preset.ts';
import { voiceserverAgent } from './voiceserver-agent.ts';
import { voiceserverCalls } from './voiceserver-calls.ts';
import { voiceserverSip } from './voiceserver-sip.ts';
import { statusOf } from './voiceserver-words.ts';

/** VoiceServer, a SIP server with voice agents. It has no health document. */
export const voiceserver: Preset = {
  catalog: catalog('voiceserver', [...voiceserverCalls, ...voiceserverAgent, ...voiceserverSip]),
  counted: ['voiceserver_active_calls'],
  outcomeOf: statusOf,
  differences: [
    {
      of: ['voiceserver_calls_total'],
      what: 'Calls that were not answered count as well: error, or signaling-error when the network was at fault. There only calls that had become active did. A BYE with a Reason counts in the same class here and in sip_bye_total, in either direction; there a call that it placed itself was ok whatever its BYE said.',
    },
    {
      of: ['voiceserver_active_calls'],
      what: 'It follows the calls that are not over, so it cannot drift. Cellular and other calls count as sip.',
    },
    {
      of: [
        'voiceserver_e2e_first_byte_ms',
        'voiceserver_tts_first_byte_ms',
        'voiceserver_llm_first_byte_ms',
        'sip_call_rtt_ms',
        'sip_call_jitter_ms',
        'sip_call_loss_fraction',
        'sip_call_mos_estimate',
      ],
      what: 'Sum and count are of all values ever and never fall; the quantiles are those of the last hour and are written as 0.5 and 0.9.',
    },
    {
      of: ['sip_call_jitter_ms', 'sip_call_loss_fraction'],
      what: 'Loss is that of the whole call, and ticks of jitter go by the clock rate of the codec. A figure that is not known is no sample, a true 0 is one.',
    },
    {
      of: ['sip_call_rtt_ms', 'sip_call_jitter_ms', 'sip_call_loss_fraction', 'sip_call_mos_estimate'],
      what: 'RTCP that is captured is counted, not evaluated yet: the program tells these.',
    },
    {
      of: ['sip_call_mos_estimate'],
      what: 'As told, else by the E-model (ITU-T G.107) of what is known, not rounded. Without any figure there is no estimate; there it was 4.4.',
    },
    {
      of: ['sip_invite_result_total', 'sip_bye_total'],
      what: 'A direction that is neither inbound nor outbound counts as inbound. Values are closed: free text makes no series.',
    },
    {
      of: ['sip_session_timer_refresh_total', 'sip_dtls_handshake_total'],
      what: 'Both directions count, and DTLS handshakes that timed out.',
    },
    {
      of: ['sip_voice_attach_total'],
      what: 'Every failure is config_error; native engines count as cascaded and by themselves in sip_voice_attach_native_total.',
    },
    {
      of: ['voiceserver_scrape_timestamp_seconds'],
      what: 'The time at which the program last told of itself (`program.state`), since a scrape runs nothing.',
    },
  ],
};
