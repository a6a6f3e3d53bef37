import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf } from './requires.ts';

/** A terminal of a size in which a program runs, as tmux shows it. */
export interface TmuxPane {
  /** The lines that stand there now. */
  screen(): readonly string[];
  /** Presses keys, by the names of tmux. */
  press(...keys: readonly string[]): void;
  resize(columns: number, rows: number): void;
  /** The process that was started in it. */
  pid(): number;
  close(): void;
}

/** Starts a shell command in a terminal of its own. */
export function openPane(folder: string, columns: number, rows: number, command: string): TmuxPane {
  // One of its own: a server that was just ended may still hold the socket of the one before.
  const socket = join(mkdtempSync(join(folder, 'tmux-')), 'socket');
  const tmux = (...args: readonly string[]): string =>
    execFileSync(commandOf('tmux'), ['-S', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' });
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), 'sh');
  tmux('send-keys', command, 'Enter');
  return {
    screen: () => tmux('capture-pane', '-p').split('\n'),
    press: (...keys) => void tmux('send-keys', ...keys),
    resize: (width, height) => void tmux('resize-window', '-x', String(width), '-y', String(height)),
    pid: () => Number(tmux('display-message', '-p', '#{pane_pid}')),
    close: () => void tmux('kill-server'),
  };
}
