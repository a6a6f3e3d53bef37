import type { AgentClass } from '../core/index.ts';

/** What a User-Agent or Server text holds, in lower case, when it is of a class. The first match counts. */
const MARKS: readonly (readonly [mark: string, agentClass: AgentClass])[] = [
  ['friendly-scanner', 'scanner'],
  ['sipvicious', 'scanner'],
  ['sipcli', 'scanner'],
  ['sipscan', 'scanner'],
  ['sip-scan', 'scanner'],
  ['sundayddr', 'scanner'],
  ['pplsip', 'scanner'],
  ['vaxsipuseragent', 'scanner'],
  ['iwar', 'scanner'],
  ['kamailio', 'kamailio'],
  ['opensips', 'opensips'],
  ['freeswitch', 'freeswitch'],
  ['mod_sofia', 'freeswitch'],
  ['asterisk', 'asterisk'],
  ['fpbx', 'asterisk'],
  ['sipp', 'sipp'],
  ['baresip', 'baresip'],
  ['linphone', 'linphone'],
  ['pjsip', 'pjsip'],
  ['pjsua', 'pjsip'],
  ['cisco', 'cisco'],
  ['yealink', 'yealink'],
  ['polycom', 'polycom'],
  ['grandstream', 'grandstream'],
  ['snom', 'snom'],
];

/** The class of a User-Agent or Server text. */
export function agentClass(text: string): AgentClass {
  const lower = text.toLowerCase();
  for (const [mark, found] of MARKS) {
    if (lower.includes(mark)) return found;
  }
  return 'other';
}
