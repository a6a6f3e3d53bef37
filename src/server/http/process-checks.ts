import type { Finding } from '../../core/index.ts';
import type { MemoryUse } from '../../metrics-node/index.ts';
import { CHECKS } from '../check-bounds.ts';
import { judge } from '../health.ts';

const MIB = 1024 * 1024;

/** Judges what the whole process takes of the memory that it may take. */
export function checkMemory({ usedBytes, limitBytes }: MemoryUse): Finding {
  const ratio = usedBytes / limitBytes;
  const [used, limit] = [Math.round(usedBytes / MIB), Math.round(limitBytes / MIB)];
  return {
    name: 'memory',
    severity: judge(ratio, CHECKS.memory.bounds),
    reason: `The process takes ${used} of ${limit} MiB (${Math.round(ratio * 100)} %).`,
  };
}

/** Judges how many files and sockets are open; nothing where the system does not tell. */
export function checkOpenFiles(open: number | undefined, limit: number | undefined): readonly Finding[] {
  if (open === undefined || limit === undefined) return [];
  const severity = judge(open / limit, CHECKS.file_descriptors.bounds);
  const more = severity === 'ok' ? '' : ' Raise the limit, e.g. LimitNOFILE of the unit.';
  return [{ name: 'file_descriptors', severity, reason: `${open} of ${limit} files and sockets are open.${more}` }];
}
