import type { AlertCases } from '../scene.ts';
import { counts, series } from './counts.ts';

const to = (outcome: string, trunk = 'carrier-a'): string => series('telephony_trunk_attempts_total', { trunk, side: 'to', outcome });
const trunk = { trunk: 'carrier-a' };

export const trunkCases: AlertCases = {
  TrunkFailing: {
    fires: {
      'four of five attempts fail': {
        series: { [to('answered')]: counts([10, 2]), [to('failed')]: counts([10, 8]) },
        at: 600,
        labels: trunk,
        value: '80%',
      },
      'another trunk takes all calls over, and callers notice nothing': {
        series: { [to('answered')]: counts([10, 0]), [to('failed')]: counts([10, 8]), [to('answered', 'carrier-b')]: counts([10, 8]) },
        at: 600,
        labels: trunk,
        value: '100%',
      },
    },
    quiet: {
      'nine attempts are too few': { series: { [to('answered')]: '0x10', [to('failed')]: '0 1 2 3 4 5 6 7 8 9 9' }, at: 600 },
      'what callees refuse does not count': {
        series: { [to('answered')]: counts([10, 5]), [to('rejected')]: counts([10, 8]), [to('failed')]: counts([10, 0]) },
        at: 600,
      },
    },
  },
  TrunkDown: {
    fires: { 'its program says so': { series: { [series('telephony_trunk_up', trunk)]: '1x3 0x5' }, at: 480, labels: trunk } },
    quiet: { 'it was down for a moment': { series: { [series('telephony_trunk_up', trunk)]: '1x3 0 1x5' }, at: 300 } },
  },
  TrunkNearLimit: {
    fires: {
      '29 of 30 channels are in use': {
        series: { [series('telephony_trunk_calls', trunk)]: '29x10', [series('telephony_trunk_calls_limit', trunk)]: '30x10' },
        at: 600,
        labels: trunk,
        value: '96.67%',
      },
    },
    quiet: {
      'half of the channels are in use': {
        series: { [series('telephony_trunk_calls', trunk)]: '15x10', [series('telephony_trunk_calls_limit', trunk)]: '30x10' },
        at: 600,
      },
      'nobody told a limit': { series: { [series('telephony_trunk_calls', trunk)]: '500x10' }, at: 600 },
    },
  },
  SipPeerDown: {
    fires: {
      'no OPTIONS is answered': {
        series: { [series('telephony_sip_peer_up', { peer: 'sbc' })]: '1x3 0x5' },
        at: 480,
        labels: { peer: 'sbc' },
      },
    },
    quiet: { 'one OPTIONS was lost': { series: { [series('telephony_sip_peer_up', { peer: 'sbc' })]: '1x3 0 1x5' }, at: 480 } },
  },
};
