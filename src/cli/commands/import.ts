import { stat } from 'node:fs/promises';
import type { ImportReport } from '../../server/index.ts';
import { showCalls } from '../show-calls.ts';
import { CONFIG_OPTION, defineCommand, JSON_OPTION, textOption } from '../command.ts';
import { toJson } from '../json.ts';
import { createProgress } from '../progress.ts';
import { showRatio, showSeconds } from '../show.ts';

/** Reads a capture file. */
export const importCommand = defineCommand({
  name: 'import',
  summary: 'Read a capture file and report its calls: .hepbin, .stream, .pcap or .pcapng, each also gzipped.',
  arguments: [{ name: 'file', help: 'The capture file.' }],
  options: [
    { flags: '--store [folder]', help: 'Write the calls to the store too, by default to store.path. Without it nothing is written.' },
    CONFIG_OPTION,
    JSON_OPTION,
  ],
  example: 'ringscope import calls.pcap --json',
  async run(input, io) {
    const { importFile, PASSED_OVER } = await import('../../server/index.ts');
    const { readSettings } = await import('../read-settings.ts');
    const path = input.arguments[0] ?? '';
    const folder = textOption(input, 'store');
    const settings = await readSettings(input, io, folder === undefined ? {} : { 'store-path': folder });
    const progress = io.isErrTerminal ? createProgress(await sizeOf(path), 'bytes', io.err, io.now) : undefined;
    const onProgress = (bytesRead: number): void => {
      io.signal.throwIfAborted();
      progress?.show(bytesRead);
    };
    try {
      const report = await importFile({ path, settings, isStored: input.options['store'] !== undefined, onProgress });
      progress?.clear();
      io.out(input.options['json'] === true ? toJson(report) : `${reportLines(report, PASSED_OVER).join('\n')}\n`);
      return 0;
    } finally {
      progress?.clear();
    }
  },
});

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    // What is wrong with the file, reading it says.
    return 0;
  }
}

function reportLines(report: ImportReport, sentences: Readonly<Record<string, string>>): readonly string[] {
  const { calls, kpis, registrations } = report;
  return [
    ...showCalls(calls),
    '',
    `${report.packets} packets, ${calls.length} calls, ${registrations.length} registrations, ${report.duplicates} duplicates`,
    ...countLine('rejected', report.rejects),
    ...countLine('passed over', report.passedOver),
    ...withoutCalls(report, sentences),
    ...countLine('retransmitted', report.retransmissions),
    ...countLine('dropped', report.dropped),
    ...countLine('time not used', report.clockFallbacks),
    `SER ${showRatio(kpis.ser)}  SEER ${showRatio(kpis.seer)}  ISA ${showRatio(kpis.isa)}  SCR ${showRatio(kpis.scr)}  ASR ${showRatio(kpis.asr)}  NER ${showRatio(kpis.ner)}  ACD ${showSeconds(kpis.acdSeconds) || '-'}`,
  ];
}

function countLine(title: string, counts: Readonly<Record<string, number>>): readonly string[] {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return parts.length === 0 ? [] : [`${title}: ${parts.join(', ')}`];
}

/** Why there are no calls in a file: what it holds instead, and what each kind of packet in it is. */
function withoutCalls(
  { packets, read, passedOver, calls, registrations }: ImportReport,
  sentences: Readonly<Record<string, string>>,
): readonly string[] {
  if (packets === 0) return ['The file holds no packet.'];
  if (calls.length > 0 || registrations.length > 0) return [];
  if (read['sip'] !== undefined) return [`No call or registration begins in the ${read['sip']} SIP messages of the file.`];
  return ['No SIP message was read.', ...countLine('read', read), ...Object.keys(passedOver).map((kind) => `${kind}: ${sentences[kind]}`)];
}
