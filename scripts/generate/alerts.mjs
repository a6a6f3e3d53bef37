import { code, table } from './table.mjs';

const FILLED = { value: '*N*', 'value:percent': '*N* %', 'value:duration': '*N* seconds' };

/** A text of an alert with its places named. */
function shown(text) {
  return text.replaceAll(/\{([\w:]+)\}/g, (_, place) => FILLED[place] ?? `*${place}*`);
}

function timesOf({ forSeconds, keepSeconds }, durationText) {
  const lasting = forSeconds > 0 ? `after ${durationText(forSeconds)}` : 'at once';
  return keepSeconds > 0 ? `${lasting}, and for ${durationText(keepSeconds)} more` : lasting;
}

function thresholdRows({ name, thresholds }) {
  return Object.entries(thresholds).map(([key, threshold]) => [code(`${name}.${key}`), code(String(threshold.default)), threshold.help]);
}

const THRESHOLDS = ['threshold', 'default', 'what'];

function expression(text) {
  return ['```promql', text, '```'].join('\n');
}

function runbook(alert, { promql, durationText }) {
  const rows = thresholdRows(alert);
  return [
    `Severity ${code(alert.severity)}, ${timesOf(alert, durationText)}.`,
    shown(alert.description),
    ...(rows.length === 0 ? [] : [table(THRESHOLDS, rows)]),
    expression(promql(alert.when({}))),
  ].join('\n\n');
}

function group({ name, alerts }, durationText) {
  const rows = alerts.map((one) => [
    `[${one.name}](runbooks/${one.name}.md)`,
    one.severity,
    shown(one.summary),
    timesOf(one, durationText),
  ]);
  const thresholds = alerts.flatMap(thresholdRows);
  return [
    `### ${name}`,
    table(['alert', 'severity', 'what it says', 'fires'], rows),
    ...(thresholds.length === 0 ? [] : [table(THRESHOLDS, thresholds)]),
  ].join('\n\n');
}

/** The reference of alerts and recording rules, and the head of each runbook. */
export function alertsText({ ALERT_GROUPS, RECORDING_RULES }, expressions) {
  const runbooks = ALERT_GROUPS.flatMap(({ alerts }) => alerts).map((one) => [
    `runbook-${one.name.toLowerCase()}`,
    runbook(one, expressions),
  ]);
  return {
    alerts: ALERT_GROUPS.map((one) => group(one, expressions.durationText)).join('\n\n'),
    'recording-rules': table(
      ['name', 'labels', 'expression'],
      RECORDING_RULES.map(({ record, labels, of }) => [code(record), labels.map(code).join(', '), code(expressions.promql(of))]),
    ),
    ...Object.fromEntries(runbooks),
  };
}
