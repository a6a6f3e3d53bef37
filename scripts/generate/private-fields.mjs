/** Which fields of which events are private: what the page about privacy shows. */
export function privateFieldsText({ EVENTS }) {
  const rows = EVENTS.flatMap(({ type, fields }) => {
    const names = Object.keys(fields).filter((name) => fields[name].kind === 'private');
    return names.length === 0 ? [] : [`| \`${type}\` | ${names.map((name) => `\`${name}\``).join(', ')} |`];
  });
  return { 'private-fields': ['| event | private fields |', '|---|---|', ...rows].join('\n') };
}
