import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createTerminal } from './terminal.ts';

class Input extends EventEmitter {
  readonly did: string[] = [];
  setRawMode(isRaw: boolean): never {
    this.did.push(isRaw ? 'raw' : 'cooked');
    return this as never;
  }
  resume(): never {
    this.did.push('resume');
    return this as never;
  }
  pause(): never {
    this.did.push('pause');
    return this as never;
  }
  setEncoding(): never {
    return this as never;
  }
}

class Output extends EventEmitter {
  columns = 80;
  rows = 24;
  writableLength = 0;
  text = '';
  write(text: unknown): boolean {
    this.text += String(text);
    return true;
  }
}

const ENTERED = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const LEFT = '\u001b[?7h\u001b[?25h\u001b[?1049l';

function taken() {
  const [input, output, process] = [new Input(), new Output(), new EventEmitter()];
  const heard: string[] = [];
  const terminal = createTerminal({ input, output, process });
  terminal.take({ keys: (text) => heard.push(text), resized: () => heard.push('resized') });
  return { input, output, process, heard, terminal };
}

test('a terminal that was taken gives each key as it is pressed, and tells when its size changes', () => {
  const { input, output, heard, terminal } = taken();
  expect([input.did, output.text]).toEqual([['raw', 'resume'], ENTERED]);
  input.emit('data', 'q');
  output.columns = 120;
  output.emit('resize');
  expect([heard, terminal.size()]).toEqual([['q', 'resized'], { columns: 120, rows: 24 }]);
  output.writableLength = 1;
  expect(terminal.isReady()).toBe(false);
});

test.each(['exit', 'uncaughtException'])('it is given back as it was when the process comes to its end (%s)', (end) => {
  const { input, output, process } = taken();
  // Before what is told of the end.
  process.on(end, () => output.write('told'));
  process.emit(end, new Error('x'));
  expect(input.did.slice(2)).toEqual(['cooked', 'pause']);
  expect(output.text).toBe(`${ENTERED}${LEFT}told`);
});

test('it is given back once, and nothing of it is left', () => {
  const { input, output, process, heard, terminal } = taken();
  terminal.giveBack();
  terminal.giveBack();
  process.emit('exit');
  input.emit('data', 'q');
  output.emit('resize');
  expect([output.text, heard]).toEqual([ENTERED + LEFT, []]);
  expect([input, output, process].map((one) => one.eventNames())).toEqual([[], [], []]);
});
