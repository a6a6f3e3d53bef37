import type { Format } from '../metrics/index.ts';

/** The content type of each format. */
export const CONTENT_TYPE: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  protobuf: 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
};

/** More members and parameters than any client sends are not read: who asks must not choose how long that takes. */
const MAX_MEMBERS = 32;
const MAX_PARAMETERS = 8;

const FORMATS = ['text', 'openmetrics', 'protobuf'] as const satisfies readonly Format[];

/** One member of an Accept or Accept-Encoding header. */
interface Accepted {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** 0 to 1; 0 means never. */
  readonly weight: number;
}

/** The format that a scraper prefers; text 0.0.4 when it names none of ours. */
export function negotiate(accept: string | undefined): Format {
  return negotiateAmong(accept, FORMATS);
}

/** The same among these formats. */
export function negotiateAmong<const F extends Format>(accept: string | undefined, formats: readonly F[]): F | 'text' {
  let best: F | 'text' = 'text';
  let bestWeight = 0;
  for (const one of parseAccepted(accept ?? '')) {
    const accepted = formatOf(one);
    const format = formats.find((candidate) => candidate === accepted);
    if (format === undefined || one.weight <= bestWeight) continue;
    best = format;
    bestWeight = one.weight;
  }
  return best;
}

/** Whether a scraper takes gzip. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const accepted = parseAccepted(acceptEncoding ?? '');
  const gzip = accepted.find(({ name }) => name === 'gzip') ?? accepted.find(({ name }) => name === '*');
  return gzip !== undefined && gzip.weight > 0;
}

function formatOf({ name, parameters }: Accepted): Format | undefined {
  const version = parameters.get('version');
  switch (name) {
    case 'application/openmetrics-text':
      return version === undefined || version === '1.0.0' ? 'openmetrics' : undefined;
    case 'application/vnd.google.protobuf':
      return parameters.get('proto') === 'io.prometheus.client.metricfamily' && parameters.get('encoding') === 'delimited'
        ? 'protobuf'
        : undefined;
    case 'text/plain':
      return version === undefined || version === '0.0.4' ? 'text' : undefined;
    case 'text/*':
    case '*/*':
      return 'text';
    default:
      return undefined;
  }
}

function parseAccepted(header: string): readonly Accepted[] {
  return header.split(',', MAX_MEMBERS).map((member) => {
    const [name = '', ...rest] = member.split(';', MAX_PARAMETERS).map((part) => part.trim().toLowerCase());
    const parameters = new Map(rest.map((parameter) => splitParameter(parameter)));
    const weight = Number(parameters.get('q') ?? 1);
    return { name, parameters, weight: Number.isFinite(weight) ? weight : 0 };
  });
}

function splitParameter(parameter: string): [string, string] {
  const [name = '', value = ''] = parameter.split('=').map((part) => part.trim());
  return [name, value.replace(/^"(.*)"$/, '$1')];
}
