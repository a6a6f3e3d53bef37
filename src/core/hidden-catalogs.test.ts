import { expect, test } from 'vitest';
import { counter, createRegistry, labelText } from '../metrics/index.ts';
import { catalog, installCatalogs, moves, TOLD } from './moves.ts';

const created = counter('telephony_test_created_total', { help: 'Created.' });
const ended = counter('telephony_test_ended_total', { help: 'Ended.' });
const both = counter('telephony_test_both_total', { help: 'Both.' });
const seen = counter('telephony_test_seen_total', { help: 'Seen.' });

const conferences = catalog(
  'conferences',
  [
    moves(created, { 'conference.created': (_event, metric) => metric.inc() }),
    moves(ended, { 'conference.destroyed': (_event, metric) => metric.inc() }),
    moves(both, { 'conference.created': (_event, metric) => metric.inc(), 'conference.destroyed': (_event, metric) => metric.inc() }),
  ],
  TOLD,
);
const seenCatalog = catalog('seen', [moves(seen, { 'conference.created': (_event, metric) => metric.inc() })]);

const of = { at: 1, source: labelText('bridge'), conference: labelText('c1') };

test('the metrics of a subject that only programs tell of come with its first event, which moves each of them once', () => {
  const registry = createRegistry();
  const consumer = installCatalogs([conferences, seenCatalog], registry, { hidesUntold: true });
  const accept = consumer.acceptorOf?.('conference.created');
  const shown = (): readonly string[] => registry.compose('text').match(/^telephony_test_\w+ \d+/gm) ?? [];
  expect(shown()).toEqual(['telephony_test_seen_total 0']);
  expect(consumer.takes?.('conference.destroyed')).toBe(true);
  accept?.({ type: 'conference.created', ...of });
  expect(shown().toSorted()).toEqual([
    'telephony_test_both_total 1',
    'telephony_test_created_total 1',
    'telephony_test_ended_total 0',
    'telephony_test_seen_total 1',
  ]);
  accept?.({ type: 'conference.created', ...of });
  consumer.accept({ type: 'conference.destroyed', reason: 'last_left', ...of });
  expect(shown().toSorted()).toEqual([
    'telephony_test_both_total 3',
    'telephony_test_created_total 2',
    'telephony_test_ended_total 1',
    'telephony_test_seen_total 2',
  ]);
});

test('all metrics are there from the start where nothing is hidden', () => {
  const registry = createRegistry();
  installCatalogs([conferences], registry);
  expect(registry.compose('text').match(/^telephony_test_\w+ \d+/gm)).toHaveLength(3);
});
