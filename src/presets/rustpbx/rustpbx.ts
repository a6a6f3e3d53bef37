import { catalog } from '../../core/index.ts';
import type { Preset } from '../preset.ts';
import { rustpbxCalls } from './rustpbx-calls.ts';
import { rustpbxDesks } from './rustpbx-desks.ts';
import { rustpbxHandover } from './rustpbx-handover.ts';
import { rustpbxHealth } from './rustpbx-health.ts';
import { rustpbxMedia } from './rustpbx-media.ts';
import { rustpbxProcess } from './rustpbx-process.ts';
import { rustpbxQueues } from './rustpbx-queues.ts';
import { rustpbxServices } from './rustpbx-services.ts';
import { rustpbxSip } from './rustpbx-sip.ts';
import { resultOf } from './rustpbx-words.ts';

const MOVES = [
  ...rustpbxProcess,
  ...rustpbxSip,
  ...rustpbxCalls,
  ...rustpbxMedia,
  ...rustpbxServices,
  ...rustpbxHandover,
  ...rustpbxQueues,
  ...rustpbxDesks,
];
/** Names that only its code has. */
const UNDOCUMENTED = /^rustpbx_(?:sip_transaction|sip_endpoint|db_|transfer_|conference_|process_cpu|cc_)/;

/** RustPBX, a SIP PBX with WebRTC, queues and a contact centre; documented and undocumented names alike. */
export const rustpbx: Preset = {
  catalog: catalog('rustpbx', MOVES),
  counted: [
    'rustpbx_process_open_fds',
    'rustpbx_network_connections',
    'rustpbx_websocket_connections_active',
    'rustpbx_sip_registrations_active',
    'rustpbx_sip_dialogs_active',
    'rustpbx_sip_transactions_running',
    'rustpbx_sip_endpoint_running_transactions',
    'rustpbx_sip_endpoint_finished_transactions',
    'rustpbx_sip_endpoint_waiting_ack',
    'rustpbx_media_codec_usage',
    'rustpbx_voicemail_messages_stored',
    'rustpbx_transfer_active',
    'rustpbx_conference_participants',
    'rustpbx_cc_conference_participants',
    'rustpbx_queue_size',
    'rustpbx_cc_queue_size',
    'rustpbx_cc_agent_concurrent_calls',
    'rustpbx_cc_agents_active',
  ],
  health: rustpbxHealth,
  outcomeOf: resultOf,
  differences: [
    {
      of: MOVES.map(({ metric }) => metric.name).filter((name) => UNDOCUMENTED.test(name)),
      what: 'Undocumented: only its code has these names, and no help for them.',
    },
    {
      of: [
        'rustpbx_rtp_packets_sent_total',
        'rustpbx_rtp_packets_received_total',
        'rustpbx_rtp_packets_lost_total',
        'rustpbx_rtp_jitter_seconds',
      ],
      what: 'RTCP that is captured is counted, not evaluated yet: the program tells these.',
    },
    {
      of: ['rustpbx_call_duration_seconds', 'rustpbx_call_talk_time_seconds'],
      what: 'Buckets go on to 7200 s, as those of every histogram here. There they ended at 60 s, so that the 95th percentile of longer calls was 60.',
    },
    {
      of: ['rustpbx_calls_total'],
      what: 'result: ok is an answered call and nothing else. By the final answer: 3xx redirect, 4xx rejected, 5xx and 6xx failed; without one by the outcome. Each call counts once, and a lost record loses no count.',
    },
    {
      of: ['rustpbx_calls_total', 'rustpbx_sip_dialogs_created_total', 'rustpbx_routing_evaluations_total'],
      what: 'A call between trunks, or of unknown direction, counts as inbound.',
    },
    {
      of: ['rustpbx_sip_invite_latency_seconds'],
      what: 'Every direction has its own series; there everything was inbound.',
    },
    {
      of: ['rustpbx_sip_registrations_total', 'rustpbx_sip_registrations_failed_total'],
      what: 'A challenge and its answer are one registration. Those that were challenged and gave up, and those with a wrong password, count as failed. realm is what the program configures, at most 32 values; there it was whatever the client said.',
    },
    {
      of: ['rustpbx_sip_dialogs_active'],
      what: 'It counts dialogs. There it counted calls.',
    },
    {
      of: ['rustpbx_sip_transactions_running', 'rustpbx_sip_endpoint_running_transactions'],
      what: 'They follow what the stack tells; there they moved with every hundredth transaction.',
    },
    {
      of: ['rustpbx_cc_agent_status'],
      what: 'The series of what an agent did before disappears. There it stayed 1.',
    },
    {
      of: ['rustpbx_process_cpu_seconds_total'],
      what: 'It grows by what the process used since it told last.',
    },
    {
      of: ['rustpbx_voicemail_messages_total', 'rustpbx_conference_participants', 'rustpbx_cc_agent_status', 'rustpbx_queue_size'],
      what: 'mailbox, conference, agent, queue, codec, language and trunk_id are capped; what is beyond shares the value overflow.',
    },
    {
      of: ['/healthz'],
      what: 'active_calls is the number of calls that are not over. There it was always 0. Until the program told (`program.started`), version and uptime are those of ringscope.',
    },
  ],
};
