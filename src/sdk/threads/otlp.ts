import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { TeleError } from '../../core/index.ts';
import { createOtlpExporter, createOtlpReport, type OtlpExporter, OtlpTally } from '../../exporters/index.ts';
import type { FromOtlp, OtlpData, ToOtlp } from '../otlp/otlp-messages.ts';

/** The thread of a program that exports by OTLP: the program waits for no collector. */

const data = workerData as OtlpData;
const port = parentPort;
if (port === null) throw new TeleError('INTERNAL', 'The thread of OTLP was started as a program.');
const REPORT_MS = 1000;
const tell = (message: FromOtlp): void => port.postMessage(message);
const tally = new OtlpTally(data.tally);
const report = createOtlpReport((level, message) => tell({ kind: 'log', level, message }));
/** Spans that were given and that are neither taken nor lost. */
let waiting = 0;
const queueItems = data.config.signals.find(({ signal }) => signal === 'traces')?.queueItems ?? 0;
const opening = open();
let timer: NodeJS.Timeout | undefined;

async function open(): Promise<OtlpExporter | undefined> {
  try {
    const exporter = await createOtlpExporter(data.config, {
      version: versionOf(new URL('../../../package.json', import.meta.url)),
      pages: data.pages,
      startedAt: data.startedAt,
      now: () => Date.now() / 1000,
      lost(signal, reason, count) {
        if (signal === 'traces') waiting -= count;
        report.lost(signal, reason, count);
      },
      taken(signal, count) {
        if (signal === 'traces') waiting -= count;
        if (signal !== 'metrics') tally.add(signal, count);
      },
      tried(signal) {
        if (signal === 'traces') tellRoom(exporter);
      },
    });
    tell({ kind: 'opened' });
    timer = setInterval(() => tellLost(exporter), REPORT_MS);
    return exporter;
  } catch (error) {
    const { code, message } = error instanceof TeleError ? error : new TeleError('INTERNAL', String(error), error);
    tell({ kind: 'failed', code, message });
    port?.close();
    return undefined;
  }
}

function tellRoom(exporter: OtlpExporter): void {
  const failure = exporter.state().get('traces')?.failure;
  tell({ kind: 'room', spans: Math.max(0, queueItems - waiting), isFailing: failure?.isRefused === false });
}

function tellLost(exporter: OtlpExporter): void {
  const { lost } = report.take(exporter.state());
  if (lost.length > 0) tell({ kind: 'lost', lost });
}

function versionOf(url: URL): string {
  const read: unknown = JSON.parse(readFileSync(url, 'utf8'));
  return typeof read === 'object' && read !== null && 'version' in read && typeof read.version === 'string' ? read.version : 'unknown';
}

async function take(message: ToOtlp): Promise<void> {
  const exporter = await opening;
  if (message.kind === 'batch') {
    waiting += message.spans.length;
    exporter?.spans(message.spans);
    exporter?.lines(message.lines);
    if (exporter !== undefined) tellRoom(exporter);
    tell({ kind: 'taken' });
    return;
  }
  clearInterval(timer);
  await exporter?.close(message.seconds);
  if (exporter !== undefined) tellLost(exporter);
  port?.close();
}

// The program sends nothing else; what takes it does not reject.
port.on('message', (message) => void take(message as ToOtlp));
