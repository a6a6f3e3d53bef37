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
const opening = open();
let timer: NodeJS.Timeout | undefined;

async function open(): Promise<OtlpExporter | undefined> {
  try {
    const exporter = await createOtlpExporter(data.config, {
      version: versionOf(new URL('../../../package.json', import.meta.url)),
      pages: data.pages,
      startedAt: data.startedAt,
      now: () => Date.now() / 1000,
      lost: report.lost,
      taken(signal, count) {
        if (signal !== 'metrics') tally.add(signal, count);
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
    exporter?.spans(message.spans);
    exporter?.lines(message.lines);
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
