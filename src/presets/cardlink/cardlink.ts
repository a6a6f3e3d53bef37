import { catalog } from '../../core/index.ts';
import { cardlinkCards } from './cardlink-cards.ts';
import { cardlinkHealth } from './cardlink-health.ts';
import { cardlinkRig } from './cardlink-rig.ts';
import { cardlinkSessions } from './cardlink-sessions.ts';
import { cardlinkSystem } from './cardlink-system.ts';
import type { Preset } from '../preset.ts';

/** CardLink, a test rig for SIM cards over the air. */
export const cardlink: Preset = {
  catalog: catalog('cardlink', [...cardlinkCards, ...cardlinkSessions, ...cardlinkRig, ...cardlinkSystem]),
  counted: [
    'cardlink_active_sessions',
    'cardlink_bip_connections_active',
    'cardlink_tls_connections_active',
    'cardlink_devices_connected',
    'cardlink_tests_running',
    'cardlink_system_threads_active',
    'cardlink_database_connections_active',
  ],
  health: cardlinkHealth,
  readsHost: true,
  differences: [
    {
      of: ['cardlink_apdu_responses_total'],
      what: 'status_word has the words that name one cause, 0x61xx, 0x6Cxx, 0x91xx and 0x9Fxx for those that carry a number, and other. success follows from the word: there the caller had to tell it, and 6A82 was a success by default.',
    },
    {
      of: ['cardlink_apdu_commands_total', 'cardlink_apdu_errors_total', 'cardlink_apdu_response_time_seconds'],
      what: 'command is the name of the instruction byte, OTHER for those without one.',
    },
    {
      of: ['cardlink_at_command_duration_seconds', 'cardlink_adb_operation_duration_seconds'],
      what: 'command and operation are from a fixed list and without arguments, which may hold a PIN; all others are other.',
    },
    {
      of: ['cardlink_active_sessions', 'cardlink_bip_connections_active', 'cardlink_tls_connections_active', 'cardlink_devices_connected'],
      what: 'They are counted from begins and ends by id, or told as they are, so they cannot drift and are never negative.',
    },
    {
      of: ['cardlink_test_duration_seconds', 'cardlink_tls_handshakes_total', 'cardlink_database_query_duration_seconds'],
      what: 'Names of tests, suites, cipher suites and tables are capped; those beyond share the value overflow.',
    },
    {
      of: ['cardlink_sessions_total', 'cardlink_bip_errors_total', 'cardlink_device_errors_total'],
      what: 'Kinds of session, bearers and devices that the system did not know, and reasons without a word, are other.',
    },
    {
      of: ['cardlink_application_info'],
      what: 'It has the labels name and description, of which only the code knows there.',
      isDeviation: true,
    },
    {
      of: ['cardlink_apdu_data_bytes'],
      what: 'Sent bytes are in it. There only received ones were.',
    },
    {
      of: ['cardlink_system_disk_usage_bytes', 'cardlink_system_network_bytes_total'],
      what: 'They move, which they never did there.',
    },
    {
      of: ['cardlink_system_cpu_usage_percent', 'cardlink_system_memory_usage_bytes'],
      what: 'Values of the program, as there, and without a first sample of 0.',
    },
    {
      of: ['/health', '/ready', '/live'],
      what: '/health/live and /health/ready answer as well, as its documentation says. All checks together have one deadline; a check that hangs is unhealthy by itself and is not started again until it came back.',
    },
  ],
};
