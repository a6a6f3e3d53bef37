import { fieldsTable } from './fields.mjs';

/** The reference of events: the fields of all, then each with its own. */
export function eventsText({ EVENTS, EVENT_BASE }) {
  const parts = EVENTS.map(({ type, help, fields, isOwn }) =>
    [`### ${type}`, '', isOwn ? `${help} ringscope alone tells it.` : help, '', fieldsTable(fields)].join('\n'),
  );
  return { 'event-base': fieldsTable(EVENT_BASE), events: parts.join('\n\n') };
}
