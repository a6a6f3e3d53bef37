import { code, codes, table } from './table.mjs';

function labelsOf(labels) {
  return Object.entries(labels)
    .map(([name, domain]) => `${code(name)}: ${Array.isArray(domain) ? domain.join(' ') : `at most ${domain.max} values`}`)
    .join('<br>');
}

function rowOf({ metric, movedBy }) {
  return [code(metric.name), metric.kind, labelsOf(metric.labels), metric.help, codes(movedBy)];
}

/** The reference of metrics, one table per catalog. */
export function metricsText({ CATALOGS }) {
  const parts = CATALOGS.map(({ name, moves }) =>
    [`### ${name}`, '', table(['metric', 'type', 'labels', 'what', 'moved by'], moves.map(rowOf))].join('\n'),
  );
  return { metrics: parts.join('\n\n') };
}
