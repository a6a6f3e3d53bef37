import { parentPort } from 'node:worker_threads';
import { compareSync } from 'bcryptjs';
import { TeleError } from '../../core/index.ts';
import { yieldCores } from '../../stores/index.ts';
import { leaveThread } from '../leave-thread.ts';
import type { PasswordsFromHttp } from '../messages.ts';
import { answerCalls } from '../thread-port.ts';

/** The thread that compares passwords with their hashes. */

if (parentPort === null) throw new TeleError('INTERNAL', 'The passwords thread was started as a program.');
yieldCores();

answerCalls<PasswordsFromHttp>(parentPort, {
  compare: ({ password, hash }) => ({ isRight: compareSync(password, hash) }),
  close() {
    leaveThread(parentPort);
    return {};
  },
});
