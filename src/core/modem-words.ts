/** Whether a modem can be used. `unknown`: nothing was heard of it yet. */
export const MODEM_STATE = ['connected', 'disconnected', 'reconnecting', 'unknown'] as const;
export type ModemState = (typeof MODEM_STATE)[number];

/** Why the connection to a modem was lost. */
export const MODEM_LOSS = ['port_closed', 'read_failed', 'write_failed', 'timeout', 'not_responding', 'stopped', 'other'] as const;
export type ModemLoss = (typeof MODEM_LOSS)[number];

/** Registration in a network (+CREG, +CGREG, +CEREG; 3GPP TS 27.007 7.2). */
export const NETWORK_REGISTRATION = [
  'not_registered',
  'home',
  'searching',
  'denied',
  'unknown',
  'roaming',
  'sms_only',
  'emergency_only',
] as const;
export type NetworkRegistration = (typeof NETWORK_REGISTRATION)[number];

/** Radio technology (3GPP TS 27.007 7.3, AcT). */
export const RADIO = ['gsm', 'edge', 'umts', 'hspa', 'lte', 'nbiot', 'nr', 'other'] as const;
export type Radio = (typeof RADIO)[number];

/** State of a SIM (+CPIN; 3GPP TS 27.007 8.3). */
export const SIM_STATE = ['ready', 'pin', 'puk', 'absent', 'blocked', 'failed', 'busy', 'unknown'] as const;
export type SimState = (typeof SIM_STATE)[number];

/** What a network says with a USSD answer (+CUSD; 3GPP TS 27.007 7.15), in the order of its numbers. */
export const USSD_STATUS = ['no_action', 'action_required', 'terminated', 'other_client', 'not_supported', 'timeout', 'unknown'] as const;
export type UssdStatus = (typeof USSD_STATUS)[number];

/** The word for the number in +CUSD; `unknown` for any other. */
export function ussdStatus(number: number): UssdStatus {
  return USSD_STATUS[number] ?? 'unknown';
}

/** The number in +CSQ that says that it is not known (3GPP TS 27.007 8.5). */
export const SIGNAL_UNKNOWN = 99;

/** The RSSI of +CSQ in dBm: -113 at 0, 2 more for each step, at most 31. Absent when it is not known. */
export function rssiDbm(rssi: number | undefined): number | undefined {
  return rssi === undefined || rssi < 0 || rssi > 31 ? undefined : 2 * rssi - 113;
}

/** The AT commands with their own series, as a program sends them; all others are `other`. Arguments are never part of it. */
export const AT_COMMAND = [
  'AT',
  'ATA',
  'ATD',
  'ATE',
  'ATH',
  'ATI',
  'ATZ',
  'AT+CCLK',
  'AT+CEREG',
  'AT+CFUN',
  'AT+CGATT',
  'AT+CGDCONT',
  'AT+CGLA',
  'AT+CGMI',
  'AT+CGMM',
  'AT+CGMR',
  'AT+CGREG',
  'AT+CGSN',
  'AT+CHUP',
  'AT+CIMI',
  'AT+CCID',
  'AT+CLCC',
  'AT+CLIP',
  'AT+CMEE',
  'AT+CMGD',
  'AT+CMGF',
  'AT+CMGL',
  'AT+CMGR',
  'AT+CMGS',
  'AT+CMGW',
  'AT+CNMI',
  'AT+CNUM',
  'AT+COPS',
  'AT+CPIN',
  'AT+CPMS',
  'AT+CREG',
  'AT+CRSM',
  'AT+CSCA',
  'AT+CSCS',
  'AT+CSIM',
  'AT+CSMP',
  'AT+CSQ',
  'AT+CUSD',
  'AT+GMI',
  'AT+GMM',
  'AT+GMR',
  'AT+QSTK',
  'AT+VTS',
  'other',
] as const;
export type AtCommand = (typeof AT_COMMAND)[number];

/** The command of an AT line without its arguments, which may hold a PIN or a message. */
export function atCommand(line: string): AtCommand {
  const found = /^AT(?:[+][A-Z]+|[ADEHIZ](?![A-Z]))?/.exec(line.slice(0, 32).trimStart().toUpperCase())?.[0];
  return AT_COMMAND.find((one) => one === found) ?? 'other';
}
