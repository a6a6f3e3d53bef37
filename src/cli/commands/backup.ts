import type { Backup } from '../../server/index.ts';
import { EXIT } from '../../core/index.ts';
import { CONFIG_OPTION, defineCommand, JSON_OPTION, textOption } from '../command.ts';
import { toJson } from '../json.ts';
import { createProgress } from '../progress.ts';

/** Copies a data folder. */
export const backupCommand = defineCommand({
  name: 'backup',
  summary: 'Copy the data folder to a new one, also while a server writes it: every change that was acknowledged before is in it.',
  arguments: [{ name: 'folder', help: 'Where the backup shall be. It does not exist, or is an empty folder.' }],
  options: [
    { flags: '--store <folder>', help: 'The data folder, by default store.path.' },
    { flags: '--without-key', help: 'Leave out the privacy key: without it no call of the backup is found by its number or Call-ID.' },
    CONFIG_OPTION,
    JSON_OPTION,
  ],
  example: 'ringscope backup /backup/ringscope-2026-11-21 --store /var/lib/ringscope',
  async run(input, io) {
    const { backupFolder } = await import('../../server/index.ts');
    const { readSettings } = await import('../read-settings.ts');
    const path = textOption(input, 'store');
    const settings = await readSettings(input, io, path === undefined ? {} : { store: path });
    let drawn: ReturnType<typeof createProgress> | undefined;
    const progress = (bytes: number, total: number): void => {
      io.signal.throwIfAborted();
      if (io.isErrTerminal) (drawn ??= createProgress(total, 'bytes', io.err, io.now)).show(bytes);
    };
    try {
      const hasKey = input.options['withoutKey'] !== true;
      const backup = await backupFolder({ settings, folder: input.arguments[0] ?? '', hasKey, now: io.now, progress });
      drawn?.clear();
      for (const { reason } of backup.problems) io.err(`${reason}\n`);
      io.out(input.options['json'] === true ? toJson(backup) : `${sentences(backup, settings.store.path).join('\n')}\n`);
      return backup.problems.length === 0 ? 0 : EXIT.findings;
    } finally {
      drawn?.clear();
    }
  },
});

function sentences({ folder, calls, openCalls, bytes, hasKey, isServing, problems }: Backup, from: string): readonly string[] {
  return [
    `${folder} holds ${calls} calls, ${openCalls} of them open, in ${(bytes / 1e6).toFixed(1)} MB.`,
    isServing ? `A server writes ${from}; it was read beside it.` : `No server writes ${from}; it was locked meanwhile.`,
    hasKey
      ? 'The privacy key is in it: who has the backup can test whether a known number occurs.'
      : 'The privacy key is not in it: keep it elsewhere, for the backup is of no use without it.',
    ...(problems.length === 0 ? [] : [`${problems.length} files could not be read and are missing.`]),
  ];
}
