import { code, codes, table } from './table.mjs';

function labelsOf(labels) {
  return Object.entries(labels)
    .map(([name, domain]) => `${code(name)}: ${Array.isArray(domain) ? domain.join(' ') : `at most ${domain.max} values`}`)
    .join('<br>');
}

function rowOf(metric, cause) {
  return [code(metric.name), metric.kind, labelsOf(metric.labels), metric.help, cause];
}

function section(name, rows) {
  return [`### ${name}`, '', table(['metric', 'type', 'labels', 'what', 'moved by'], rows)].join('\n');
}

/** The reference of metrics, one table per catalog, then those that no event moves. */
export function metricsText({ CATALOGS }, { appendedRefusedTotal }, registry) {
  const own = [registry.labelRejectedTotal, registry.valueRejectedTotal, registry.seriesRefusedTotal, registry.collectMissedTotal];
  const parts = [
    ...CATALOGS.map(({ name, moves }) =>
      section(
        name,
        moves.map(({ metric, movedBy }) => rowOf(metric, codes(movedBy))),
      ),
    ),
    section('registry', [
      ...own.map((metric) => rowOf(metric, 'the registry')),
      rowOf(appendedRefusedTotal, 'a scrape with another registry appended'),
    ]),
    section(
      'process',
      Object.values(registry.PROCESS_METRICS).map((metric) => rowOf(metric, 'the process, every 5 s')),
    ),
  ];
  return { metrics: parts.join('\n\n') };
}
