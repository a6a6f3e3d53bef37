import { EXIT, TeleError } from '../../core/index.ts';
import { asBody } from '../answer-bodies.ts';
import { type ApiClient, withServer } from '../api-client.ts';
import type { ArrivalFinding } from '../../server/index.ts';
import { defineCommand, JSON_OPTION, SERVER_OPTIONS } from '../command.ts';
import { toJson } from '../json.ts';
import { showFindings } from '../show-sources.ts';
import { showText, showTime } from '../show.ts';
import { renderTable } from '../table.ts';
import { clockOf, ZONE_OPTION } from '../time-option.ts';

const SOURCES = '/api/v1/sources';

interface Health {
  readonly status: string;
  readonly checks: readonly { readonly name: string; readonly severity: string; readonly reason: string; readonly since?: number }[];
}

/** Says how a server is. */
export const statusCommand = defineCommand({
  name: 'status',
  summary: 'Show how the server is, and why, with what is wrong with what arrives. Exit code 1 when it is not ready or degraded.',
  arguments: [],
  options: [ZONE_OPTION, JSON_OPTION, ...SERVER_OPTIONS],
  example: 'ringscope status --url http://127.0.0.1:7464',
  async run(input, io) {
    return withServer(input, io, async (api) => {
      const health = asHealth(await api.get('/api/v1/health', {}, 503), api.place());
      const exitCode = health.status === 'ready' || health.status === 'idle' ? 0 : EXIT.findings;
      const findings = await arrivalFindings(api);
      if (input.options['json'] === true) {
        io.out(toJson({ ...health, findings }));
        return exitCode;
      }
      io.out(`${api.place()} is ${showText(health.status).replace('_', ' ')}.\n\n`);
      const clock = clockOf(input, io);
      const rows = health.checks.map((one) => [one.severity, one.name, showTime(one.since, clock), one.reason]);
      for (const line of renderTable(['severity', 'check', 'since', 'reason'], rows)) io.out(`${line}\n`);
      if (findings.length > 0) for (const line of ['', ...showFindings(findings)]) io.out(`${line}\n`);
      return exitCode;
    });
  },
});

/** What is wrong with what arrives. Nothing where a server does not tell: how it is was told by then. */
async function arrivalFindings(api: ApiClient): Promise<readonly ArrivalFinding[]> {
  try {
    return asBody(SOURCES, await api.get(SOURCES)).findings;
  } catch (error) {
    if (error instanceof TeleError) return [];
    throw error;
  }
}

function asHealth(body: unknown, url: string): Health {
  const isHealth =
    typeof body === 'object' &&
    body !== null &&
    'status' in body &&
    typeof body.status === 'string' &&
    'checks' in body &&
    Array.isArray(body.checks);
  // Its two fields are what makes it one.
  if (isHealth) return body as Health;
  const detail =
    typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : `What answers at ${url} is no ringscope server.`;
  throw new TeleError('SERVER_UNREACHABLE', detail);
}
