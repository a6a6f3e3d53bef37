import { jsonRequest, type RequestMaker } from './outgoing-request.ts';
import type { ToldAlert } from './told-alert.ts';

/** More lines nobody reads in a channel. */
const MOST_LINES = 20;

/** What else fires is silenced, or explained by another alert. */
const QUIET = 'What else fires of them is kept back: silenced, or explained by another alert.';

/** A message for an incoming webhook of Slack: a heading, and a line for each alert. */
export const slackRequest: RequestMaker = ({ status, alerts, truncated }) => {
  const firing = alerts.filter(({ state }) => state === 'firing').length + truncated;
  const ended = alerts.length + truncated - firing;
  const lines = alerts.slice(0, MOST_LINES).map(lineOf);
  const isQuiet = status === 'firing' && firing === 0;
  const resolved = isQuiet ? `RESOLVED: ${ended}` : 'RESOLVED';
  const heading = firing > 0 ? `FIRING: ${firing}` : resolved;
  const more = alerts.length + truncated - lines.length;
  const name = alerts[0]?.labels['alertname'] ?? 'ringscope';
  const title = `[${heading}] ${escaped(name)}`;
  return jsonRequest({
    text: title,
    attachments: [
      {
        color: firing > 0 ? 'danger' : 'good',
        fallback: title,
        mrkdwn_in: ['text'],
        text: [...lines, ...(more > 0 ? [`and ${more} more`] : []), ...(isQuiet ? [QUIET] : [])].join('\n'),
      },
    ],
  });
};

function lineOf({ state, summary, runbookUrl }: ToldAlert): string {
  const link = runbookUrl === undefined ? '' : ` (<${runbookUrl}|runbook>)`;
  return `${state === 'firing' ? '*firing*' : 'resolved'}: ${escaped(summary)}${link}`;
}

/** The three characters that mean something there; label values may come from outside. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
