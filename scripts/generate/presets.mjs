import { code, codes, table } from './table.mjs';

function labelsOf(labels) {
  return Object.entries(labels)
    .map(([name, domain]) => `${code(name)}: ${Array.isArray(domain) ? domain.join(' ') : `at most ${domain.max} values`}`)
    .join('<br>');
}

/** What a scrape shows. */
function kindOf({ kind }) {
  return kind === 'windowed' ? 'gauge' : kind;
}

/** What several sources are shown as. */
function togetherOf({ name, kind }, counted) {
  if (kind === 'gauge' || kind === 'info') return counted.includes(name) ? 'sum' : 'last told';
  return kind === 'counter' ? 'sum' : 'all values';
}

function metricsOf({ moves }, counted) {
  const rows = moves.map(({ metric, movedBy }) => [
    code(metric.name),
    kindOf(metric),
    labelsOf(metric.labels),
    togetherOf(metric, counted),
    codes(movedBy),
  ]);
  return table(['metric', 'type', 'labels', 'several sources', 'moved by'], rows);
}

function differencesOf(differences) {
  return table(
    ['of', 'what is different'],
    differences.map(({ of, what, isDeviation }) => [of.map(code).join('<br>'), isDeviation ? `${what} **Not as there.**` : what]),
  );
}

function section([name, { catalog, counted, health, differences }]) {
  const paths = health === undefined ? 'It has no health document.' : `Health: ${codes(health.paths)}.`;
  return [`### ${name}`, paths, metricsOf(catalog, counted), differencesOf(differences)].join('\n\n');
}

/** Every way that a call comes out; an answered one by how it ended. */
function outcomesOf({ OUTCOME, ENDED }) {
  const others = OUTCOME.filter((outcome) => outcome !== 'answered').map((outcome) => ({ outcome, cause: 'other' }));
  return [...ENDED.map((ended) => ({ outcome: 'answered', ended, cause: 'normal' })), ...others];
}

/** The words of each system for how a call came out. */
function wordsText(core, presets) {
  const speaking = presets.filter(([, { outcomeOf }]) => outcomeOf !== undefined);
  const rows = outcomesOf(core).map((call) => [
    call.ended === undefined ? call.outcome : `${call.outcome}, ${call.ended}`,
    ...speaking.map(([, { outcomeOf }]) => outcomeOf(call)),
  ]);
  return table(['outcome', ...speaking.map(([name]) => name)], rows);
}

/** The reference of presets: their metrics with the events that move them, and what is different from the systems. `presets`: each with its name. */
export function presetsText(core, presets) {
  return { presets: presets.map(section).join('\n\n'), 'preset-outcomes': wordsText(core, presets) };
}
