import { checkMetric } from './check-metric.ts';
import { type Collector, Collectors, MISSED_REASON } from './collectors.ts';
import { type CompileCode, compileCode } from './series/compile-code.ts';
import type { Format, TextFormat } from './text/compose-family.ts';
import { counter, type MetricDef } from './declare/declare.ts';
import { type Family, familyOf, reservedNames } from './pages/family.ts';
import type { Counter, InstrumentOf, Registry } from './record/instrument.ts';
import { labelText, open } from './declare/label.ts';
import { makeInstrument } from './record/make-instrument.ts';
import { MetricError } from './declare/metric-error.ts';
import { PageWriter } from './pages/page-writer.ts';
import { type Reader, readPages } from './scrape/reader.ts';
import type { Rendering } from './scrape/rendering.ts';
import type { SeriesCell } from './series/series-cell.ts';
import type { Refusals, SeriesTable } from './series/series-table.ts';
import type { SharedPages } from './pages/shared-pages.ts';
import { WindowTurns } from './record/window-turns.ts';

const MAX_METRICS = 4096;

/** Moves that named a value outside the domain of a label, or a key that is no label, then with the label `undeclared`. Every registry counts them. */
export const labelRejectedTotal = counter('ringscope_metrics_label_rejected_total', {
  help: 'Moves of a metric refused because a label value was outside its domain.',
  labels: { metric: open(MAX_METRICS), label: open(MAX_METRICS) },
});

/** Values that a metric cannot take: not finite, but for what a gauge is set to, or negative for a counter, a summary or native buckets. Every registry counts them. */
export const valueRejectedTotal = counter('ringscope_metrics_value_rejected_total', {
  help: 'Values refused because they were not finite, or negative for a counter, a summary or native buckets.',
  labels: { metric: open(MAX_METRICS) },
});

/** Series that found no room in the pages. Every registry counts them; 0 is the normal value. */
export const seriesRefusedTotal = counter('ringscope_metrics_series_refused_total', {
  help: 'Moves of a metric lost because the pages had no room for a new series.',
});

/** Runs of collectors that brought nothing new. Every registry counts them. */
export const collectMissedTotal = counter('ringscope_metrics_collect_missed_total', {
  help: 'Runs of collectors that failed, took too long, or were due while the run before was not over.',
  labels: { collector: open(MAX_METRICS), reason: MISSED_REASON },
});

/** What may be chosen for a registry. */
export interface RegistryOptions {
  /** Replaces the leading `telephony` of names, e.g. `acme` for `acme_calls_total`. */
  readonly namespace?: string;
  /** The time, Unix time in seconds. With it, each series of a counter, histogram or summary tells when it was made. */
  readonly now?: () => number;
}

/**
 * A registry with its cells, which lie in shared memory: it costs the same as private memory. A counter, up-down gauge, histogram or summary without labels is 0 from the start;
 * a series with labels appears once touched; a gauge or info appears once set and is absent again after `clear`.
 */
export interface SharedRegistry extends Registry, Reader {
  /** The memory of the registry, for `readPages` in another thread. */
  pages(): SharedPages;
  /**
   * Does what is due by the clock: collectors run, summaries and windowed values forget what is older than their window, series that were idle for too long are removed. Called in the thread of the verbs,
   * every few seconds, as `startCollecting` of `ringscope/metrics/node` does. `now`: Unix time in seconds.
   */
  collect(now: number): void;
  /** Runs a collector at each round of `collect`, never in a scrape, until the result is called. */
  onCollect(collector: Collector): () => void;
}

/** Makes an empty registry. Its verbs are called in the thread that made it. */
export function createRegistry(options: RegistryOptions = {}): SharedRegistry {
  return createRegistryWith(compileCode, options);
}

/** The same with code compiled by `compile`: one that refuses shows what a host without code generation gets. */
export function createRegistryWith(compile: CompileCode, options: RegistryOptions = {}): SharedRegistry {
  return new PageRegistry(compile, options);
}

interface Held {
  /** The declaration in one text, to tell the same from a different one. */
  readonly declaration: string;
  readonly instrument: unknown;
}

class PageRegistry implements SharedRegistry {
  readonly #namespace: string;
  readonly #compile: CompileCode;
  readonly #writer = new PageWriter();
  readonly #reader: Reader;
  readonly #held = new Map<string, Held>();
  readonly #owners = new Map<string, string>();
  readonly #now: (() => number) | undefined;
  readonly #turns = new WindowTurns();
  readonly #tables: Pick<SeriesTable<SeriesCell>, 'collect'>[] = [];
  readonly #collectors: Collectors;
  #refusals: Refusals;

  constructor(compile: CompileCode, { namespace = 'telephony', now }: RegistryOptions) {
    this.#namespace = namespace;
    this.#compile = compile;
    this.#now = now;
    this.#reader = readPages(this.#writer.pages);
    // The three counters below refuse nothing but for want of room, which only the last of them counts.
    const refused: { room?: Counter<Record<never, never>> } = {};
    const rooms: Refusals = { label: () => undefined, value: () => undefined, room: () => refused.room?.inc() };
    this.#refusals = rooms;
    refused.room = this.add(seriesRefusedTotal);
    const labels = this.add(labelRejectedTotal);
    const values = this.add(valueRejectedTotal);
    const missed = this.add(collectMissedTotal);
    this.#collectors = new Collectors((collector, reason) => missed.inc({ collector: labelText(collector), reason }), now);
    this.#refusals = {
      label: (metric, label) => labels.inc({ metric: labelText(metric), label: labelText(label) }),
      value: (metric) => values.inc({ metric: labelText(metric) }),
      room: rooms.room,
    };
  }

  add<D extends MetricDef>(def: D): InstrumentOf<D> {
    const named = { ...def, name: def.name.replace(/^telephony(?=_)/, this.#namespace) };
    const declaration = JSON.stringify(named);
    const held = this.#held.get(named.name);
    if (held !== undefined && held.declaration === declaration) {
      // The same declaration made this instrument, so it has the verbs of D.
      return held.instrument as InstrumentOf<D>;
    }
    checkMetric(named);
    const family = familyOf(named, this.#now !== undefined);
    this.#reserve(family);
    const instrument = this.#make(named, family);
    this.#held.set(named.name, { declaration, instrument });
    // `make` follows the kind of the declaration, as InstrumentOf does.
    return instrument as InstrumentOf<D>;
  }

  compose(format: TextFormat): string {
    return this.#reader.compose(format);
  }

  render(format: Format): Rendering {
    return this.#reader.render(format);
  }

  composeBytes(format: Format): Uint8Array<ArrayBuffer> {
    return this.#reader.composeBytes(format);
  }

  pages(): SharedPages {
    return this.#writer.pages;
  }

  collect(now: number): void {
    this.#collectors.collect(now);
    this.#turns.turn(now);
    this.#writer.recycle();
    for (const table of this.#tables) table.collect(now);
  }

  onCollect(collector: Collector): () => void {
    return this.#collectors.add(collector);
  }

  #reserve(family: Family): void {
    const names = reservedNames(family);
    for (const name of names) {
      const owner = this.#owners.get(name);
      if (owner === undefined) continue;
      const reason = owner === family.name ? 'is declared twice in different ways' : `uses the name ${name}, which belongs to ${owner}`;
      throw new MetricError('METRIC_CONFLICT', `${family.name} ${reason}.`);
    }
    for (const name of names) this.#owners.set(name, family.name);
  }

  #make(def: MetricDef, family: Family): unknown {
    const home = {
      writer: this.#writer,
      compile: this.#compile,
      refusals: this.#refusals,
      turns: this.#turns,
      tables: this.#tables,
      now: this.#now,
    };
    return makeInstrument(def, family, home);
  }
}
