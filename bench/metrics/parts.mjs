/** Ours. */
export const OURS = 'ringscope';
/** Ours where code generation is refused. */
export const FALLBACK = 'ringscope without generated code';
/** Ours with nobody who scrapes it. */
export const CONTROL = 'ringscope, not scraped';
export const BLOCKED = 'ringscope, main blocked';
export const SLOW_READER = 'ringscope, slow reader';
export const PROM = 'prom-client';
export const OFFICIAL = '@prometheus-io/client';
export const OTHERS = [PROM, OFFICIAL, '@platformatic/prom-client', 'opentelemetry'];

const GC = '--expose-gc';

/** A script of this folder with its arguments and the flags of node. */
const run = (script, args, flags = []) => ({ script, args, flags });
const measured = (part) => Object.fromEntries([OURS, ...OTHERS].map((name) => [name, run('measure.mjs', [name, part], [GC])]));

/** The contenders of each part and how each is started. */
export const PARTS = {
  update: { ...measured('update'), [FALLBACK]: run('measure.mjs', [OURS, 'update'], [GC, '--disallow-code-generation-from-strings']) },
  scrape: measured('scrape'),
  memory: measured('memory'),
  stall: {
    [OURS]: run('stall.mjs', ['scraped']),
    [CONTROL]: run('stall.mjs', ['unscraped']),
    [SLOW_READER]: run('stall.mjs', ['slow']),
    [BLOCKED]: run('stall.mjs', ['blocked']),
    [PROM]: run('stall.mjs', ['prom-client']),
  },
  start: {
    [OURS]: run('start.mjs', [OURS]),
    [PROM]: run('start.mjs', [PROM]),
  },
};
