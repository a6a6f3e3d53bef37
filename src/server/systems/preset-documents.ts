import type { CheckResult, Looked, Severity } from '../../core/index.ts';
import { type HealthAnswer, loadPreset, type Preset, type PresetName } from '../../presets/index.ts';
import type { Health } from '../health.ts';
import type { PresetReport, PresetReports } from '../messages.ts';

/** What health documents of presets are made of. */
interface DocumentContext {
  readonly startedAt: number;
  readonly version: string;
  readonly now: () => number;
  /** The checks of the server. */
  readonly health: () => Promise<Health>;
  /** What main has reported last. */
  readonly reports: () => PresetReports;
  /** The sources that each preset is about. */
  readonly sources: Readonly<Partial<Record<PresetName, readonly string[]>>>;
}

/** Answers with health documents of other systems. */
export interface PresetDocuments {
  /** `isBrief`: of checks their conclusions alone are told. */
  answer(name: PresetName, path: string, isBrief: boolean): Promise<HealthAnswer>;
}

const STATUS = { ok: 'healthy', idle: 'healthy', degraded: 'degraded', failed: 'unhealthy' } as const satisfies Readonly<
  Record<Severity, CheckResult['status']>
>;

/** Loads the presets that listen. */
export async function loadDocuments(names: readonly PresetName[], context: DocumentContext): Promise<PresetDocuments> {
  const presets = new Map<PresetName, Preset>();
  for (const name of names) presets.set(name, await loadPreset(name));
  const { startedAt, version, now, health, reports, sources } = context;
  return {
    async answer(name, path, isBrief) {
      const document = presets.get(name)?.health;
      if (document === undefined) return { status: 503, body: {} };
      const report = reports()[name];
      const states = report?.states ?? document.follow(sources[name] ?? []).states();
      const checks = async (): Promise<readonly Looked<CheckResult>[]> =>
        [...ofServer(await health()), ...ofSources(report)].map(({ message, ...one }) => ({
          name: one.name,
          found: { status: one.status, ...(isBrief ? {} : { message }) },
          seconds: 0,
        }));
      return document.answer(path, states, { startedAt, version, now, checks });
    },
  };
}

interface Found {
  readonly name: string;
  readonly status: CheckResult['status'];
  readonly message: string;
}

function ofServer({ checks }: Health): readonly Found[] {
  return checks.map(({ name, severity, reason }) => ({ name, status: STATUS[severity], message: reason }));
}

/** A program that told nothing is unknown. */
function ofSources(report: PresetReport | undefined): readonly Found[] {
  const { heard, silent } = report ?? { heard: [], silent: ['any'] };
  return [
    ...heard.map((name): Found => ({ name: `program_${name}`, status: 'healthy', message: 'It has told of itself.' })),
    ...silent.map((name): Found => ({
      name: name === 'any' ? 'program' : `program_${name}`,
      status: 'unknown',
      message: 'It has told nothing.',
    })),
  ];
}
