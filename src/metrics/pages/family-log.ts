import { FamilySeries } from './family-series.ts';
import type { Family } from './family.ts';
import { PageViews } from './page-views.ts';
import { FAMILY_RECORD, LOG_HEADER_BYTES, RECORD_HEADER_BYTES, type SharedPages, WORD } from './shared-pages.ts';

/** One family as a reader knows it. */
export interface ReadFamily {
  readonly family: Family;
  readonly series: FamilySeries;
}

/** The families of a registry as one thread that reads its pages knows them. */
export class FamilyLog {
  /** In the order in which they were declared. It grows at its end. */
  readonly families: ReadFamily[] = [];
  readonly #views: PageViews;
  #changes = 0;
  #position = LOG_HEADER_BYTES;

  constructor(pages: SharedPages) {
    this.#views = new PageViews(pages);
  }

  /** Takes up what was published and what was changed since the last time. */
  read(): void {
    const views = this.#views;
    const changes = views.changes();
    views.refresh();
    if (changes !== this.#changes) for (const { series } of this.families) series.refresh();
    this.#changes = changes;
    while (this.#position < views.bytes.length) {
      const record = this.#position;
      this.#position += RECORD_HEADER_BYTES + views.word(record, WORD.room);
      const number = views.word(record, WORD.family);
      // The one writer of a family record writes the JSON of a Family.
      if (number === FAMILY_RECORD)
        this.families.push({ family: JSON.parse(views.text(record)) as Family, series: new FamilySeries(views) });
      else this.families[number]?.series.add(record);
    }
  }
}
