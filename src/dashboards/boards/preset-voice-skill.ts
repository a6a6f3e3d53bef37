import { shownQuantile, value } from '../../expressions/index.ts';
import {
  active,
  byStatus,
  byType,
  duration,
  sessions,
  storage,
  successRate,
  total,
  transcriptRate,
  withTranscript,
} from '../../presets/voice-skill/index.ts';
import { grown, level, speed } from '../ask.ts';
import { dashboard } from '../dashboard.ts';
import { panel, query } from '../panel.ts';

/** Voice-skill, in its own names. */
export const voiceSkillDashboard = dashboard('preset-voice-skill', {
  title: 'voice-skill',
  description: 'Calls of a voice agent under the names of voice-skill.',
  scraped: total,
  preset: 'voice-skill',
  links: [{ title: 'Voice agents', dashboard: 'voice-agents' }],
  rows: [
    {
      title: 'Calls',
      panels: [
        panel('number', 'Calls in the time shown', {
          description: 'Calls that are over.',
          unit: 'count',
          queries: [query('calls', grown(total))],
        }),
        panel('number', 'Success of a day', {
          description: 'Calls of the last day that were completed over all, in percent. Empty without calls.',
          unit: 'percent',
          bounds: { warning: 90, bad: 75, isLow: true },
          queries: [query('completed', value(successRate))],
        }),
        panel('number', 'Calls going on', {
          description: 'Calls that are not over.',
          unit: 'count',
          queries: [query('calls', level(active))],
        }),
        panel('number', 'Bridge sessions', {
          description: 'Sessions of the bridge that go on.',
          unit: 'count',
          queries: [query('sessions', level(sessions))],
        }),
        panel('number', 'Calls with a transcript', {
          description: 'Calls of the last day that have a transcript over all, in percent. Empty without calls.',
          unit: 'percent',
          queries: [query('with transcript', value(transcriptRate))],
        }),
        panel('number', 'Storage', {
          description: 'What the calls take on the disk. Empty until it was measured.',
          unit: 'megabytes',
          queries: [query('storage', value(storage))],
        }),
        panel('lines', 'Calls', {
          description: 'Calls that are over, and those of them with a transcript.',
          unit: 'perSecond',
          queries: [query('calls', speed(total)), query('with transcript', speed(withTranscript))],
        }),
        panel('lines', 'Calls at once', {
          description: 'Calls that are not over.',
          unit: 'count',
          queries: [query('calls', level(active))],
        }),
        panel('stacked', 'Calls of a day by status', {
          description: 'Calls of the last day by how they came out.',
          unit: 'count',
          queries: [query('{status}', level(byStatus, ['status']))],
        }),
        panel('stacked', 'Calls of a day by type', {
          description: 'Calls of the last day by direction.',
          unit: 'count',
          queries: [query('{type}', level(byType, ['type']))],
        }),
        panel('lines', 'Length of calls', {
          description: 'Length of the calls of the last day. Empty without calls.',
          unit: 'seconds',
          queries: [
            query('median', shownQuantile(0.5, duration)),
            query('95th percentile', shownQuantile(0.95, duration)),
            query('99th percentile', shownQuantile(0.99, duration)),
          ],
        }),
      ],
    },
  ],
});
