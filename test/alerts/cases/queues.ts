import type { AlertCases } from '../scene.ts';
import { counts, series } from './counts.ts';

const queue = { queue: 'sales' };
const left = (outcome: string): string => series('telephony_queue_left_total', { ...queue, outcome });
const answered = (target: string): string => series('telephony_queue_answered_by_target_total', { ...queue, target });
const wait = series('telephony_queue_longest_wait_seconds', queue);

export const queueCases: AlertCases = {
  QueueWaitLong: {
    fires: { 'somebody waits for five minutes': { series: { [wait]: '0+60x10' }, at: 300, labels: queue, value: '5m 0s' } },
    quiet: { 'nobody waits for more than a minute': { series: { [wait]: '0 60 0 60 0 60 0' }, at: 360 } },
  },
  QueueAbandonsMany: {
    fires: {
      'every other caller gives up': {
        series: { [left('answered')]: counts([20, 2]), [left('abandoned')]: counts([20, 2]) },
        at: 1200,
        labels: queue,
        value: '50%',
      },
    },
    quiet: { 'one of ten gives up': { series: { [left('answered')]: counts([20, 9]), [left('abandoned')]: counts([20, 1]) }, at: 1200 } },
  },
  QueueServiceLevelLow: {
    fires: {
      'half is answered in time': {
        series: { [answered('within')]: counts([40, 2]), [answered('after')]: counts([40, 2]) },
        at: 2400,
        labels: queue,
        value: '50%',
      },
    },
    quiet: { 'nine of ten are': { series: { [answered('within')]: counts([40, 9]), [answered('after')]: counts([40, 1]) }, at: 2400 } },
  },
};
