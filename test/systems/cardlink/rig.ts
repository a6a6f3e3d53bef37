import { labelText, type Ringscope } from '../../../src/sdk/index.ts';

/** A run of the rig: what CardLink's collector recorded, call by call in the order of its methods, by the verbs that docs/sdk.md gives for them. */
export function runRig({ apdu, ota, bip, tls, device, testRun, program, database }: Ringscope): void {
  program.started({ name: labelText('CardLink'), version: labelText('1.0.0'), description: labelText('SIM OTA rig') });
  program.state({ uptimeSeconds: 7, cpuRatio: 0.25, residentBytes: 5000, threads: 9 });
  program.disk({ path: labelText('/'), usedBytes: 4096 });
  program.network({ interface: labelText('eth0'), direction: 'received', lengthBytes: 1500 });
  // record_apdu_command, record_apdu_response, record_apdu_error, time_apdu_command
  apdu.command({ ins: 0xa4, interface: 'pcsc', lengthBytes: 2 });
  apdu.response({ ins: 0xa4, sw: 0x9000, lengthBytes: 20, seconds: 0.02 });
  apdu.response({ sw: 0x6a82 });
  apdu.error({ ins: 0x20, reason: 'timeout' });
  // record_session_start, _end, _error
  ota.started({ sessionId: 'one', kind: 'admin', protocol: 'psk-tls' });
  ota.started({ sessionId: 'two', kind: 'admin', protocol: 'psk-tls' });
  ota.error({ kind: 'admin', reason: 'apdu_error' });
  ota.ended({ sessionId: 'one', kind: 'admin', outcome: 'completed', seconds: 42 });
  // record_bip_*
  bip.opened({ channelId: 'first', bearer: 'tcp' });
  bip.opened({ channelId: 'second', bearer: 'tcp' });
  bip.data({ bearer: 'tcp', direction: 'sent', lengthBytes: 120 });
  bip.closed({ channelId: 'first', bearer: 'tcp', outcome: 'failed', seconds: 7 });
  bip.error({ bearer: 'tcp', reason: 'disconnected' });
  // record_tls_*, set_tls_connections
  tls.handshake({ outcome: 'ok', cipherSuite: labelText('TLS_PSK_WITH_AES_128_CBC_SHA256'), seconds: 0.3 });
  tls.handshake({ outcome: 'failed', reason: 'unknown_psk_identity' });
  tls.active({ count: 1 });
  tls.error({ reason: 'bad_psk' });
  // set_devices_connected, record_device_*, record_at_command_duration, record_adb_operation_duration
  device.active({ kind: 'phone', count: 2 });
  device.error({ kind: 'reader', reason: 'disconnected' });
  device.at({ command: 'AT+CPIN', seconds: 0.04 });
  device.adb({ operation: 'shell', seconds: 1.5 });
  device.operation({ kind: 'modem', operation: labelText('reset'), outcome: 'failed' });
  // set_tests_running, record_test_result, record_test_suite_duration
  testRun.active({ suite: labelText('ota'), count: 3 });
  testRun.ended({ suite: labelText('ota'), test: labelText('install'), outcome: 'pass', seconds: 2 });
  testRun.suiteEnded({ suite: labelText('ota'), seconds: 90 });
  // record_database_connection_change, time_database_query, record_database_error
  database.active({ count: 4 });
  database.query({ operation: labelText('select'), table: labelText('calls'), seconds: 0.002 });
  database.query({ operation: labelText('insert'), outcome: 'failed', reason: 'timeout' });
}

/** What CardLink's `/metrics` says after that, one line for each of its metrics or more, as its document has them. */
export const EXPECTED = [
  'cardlink_application_info{name="CardLink",description="SIM OTA rig"} 1',
  'cardlink_system_process_uptime_seconds 7',
  'cardlink_system_cpu_usage_percent 25',
  'cardlink_system_memory_usage_bytes 5000',
  'cardlink_system_threads_active 9',
  'cardlink_system_disk_usage_bytes{path="/"} 4096',
  'cardlink_system_network_bytes_total{direction="received",interface="eth0"} 1500',
  'cardlink_apdu_commands_total{command="SELECT",interface="pcsc"} 1',
  'cardlink_apdu_responses_total{status_word="0x9000",success="True"} 1',
  'cardlink_apdu_responses_total{status_word="0x6A82",success="False"} 1',
  'cardlink_apdu_errors_total{error_type="timeout",command="VERIFY"} 1',
  'cardlink_apdu_response_time_seconds_sum{command="SELECT"} 0.02',
  'cardlink_apdu_response_time_seconds_bucket{command="SELECT",le="0.05"} 1',
  'cardlink_apdu_response_time_seconds_bucket{command="SELECT",le="0.01"} 0',
  'cardlink_apdu_data_bytes_sum{direction="sent"} 2',
  'cardlink_apdu_data_bytes_sum{direction="received"} 20',
  'cardlink_active_sessions{session_type="admin"} 1',
  'cardlink_session_duration_seconds_sum{session_type="admin",status="completed"} 42',
  'cardlink_session_errors_total{session_type="admin",error_type="apdu_error"} 1',
  'cardlink_sessions_total{session_type="admin",protocol="psk-tls"} 2',
  'cardlink_bip_connections_active{bearer_type="tcp"} 1',
  'cardlink_bip_bytes_transferred_total{direction="sent",bearer_type="tcp"} 120',
  'cardlink_bip_connection_duration_seconds_sum{bearer_type="tcp",status="failure"} 7',
  'cardlink_bip_errors_total{error_type="disconnected",bearer_type="tcp"} 1',
  'cardlink_tls_handshakes_total{cipher_suite="TLS_PSK_WITH_AES_128_CBC_SHA256",result="success"} 1',
  'cardlink_tls_handshakes_total{cipher_suite="unknown",result="failure"} 1',
  'cardlink_tls_handshake_duration_seconds_sum{cipher_suite="TLS_PSK_WITH_AES_128_CBC_SHA256"} 0.3',
  'cardlink_tls_connections_active 1',
  'cardlink_tls_errors_total{error_type="bad_psk"} 1',
  'cardlink_devices_connected{device_type="phone"} 2',
  'cardlink_device_errors_total{device_type="reader",error_type="disconnected"} 1',
  'cardlink_at_command_duration_seconds_sum{command="AT+CPIN"} 0.04',
  'cardlink_adb_operation_duration_seconds_sum{operation="shell"} 1.5',
  'cardlink_device_operations_total{device_type="modem",operation="reset",status="failure"} 1',
  'cardlink_tests_running{suite_name="ota"} 3',
  'cardlink_test_results_total{suite_name="ota",status="pass"} 1',
  'cardlink_test_duration_seconds_sum{suite_name="ota",test_name="install"} 2',
  'cardlink_test_suite_duration_seconds_sum{suite_name="ota"} 90',
  'cardlink_database_connections_active 4',
  'cardlink_database_query_duration_seconds_sum{operation="select",table="calls"} 0.002',
  'cardlink_database_operations_total{operation="select",table="calls",status="success"} 1',
  'cardlink_database_errors_total{error_type="timeout",operation="insert"} 1',
];
