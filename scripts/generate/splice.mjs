const BLOCK = /(<!-- generated: (?<name>[a-z-]+) -->\n)[^]*?(<!-- \/generated -->)/g;

/**
 * A page with the text between its markers replaced. Throws for a marker that has no text.
 * @param {string} page
 * @param {Readonly<Record<string, string>>} blocks
 * @returns {string}
 */
export function splice(page, blocks) {
  return page.replace(BLOCK, (_all, open, name, close) => {
    const text = blocks[name];
    if (text === undefined) throw new Error(`Nothing generates "${name}".`);
    return `${open}${text}\n${close}`;
  });
}

/**
 * The names of the generated blocks of a page.
 * @param {string} page
 * @returns {readonly string[]}
 */
export function blockNames(page) {
  return [...page.matchAll(BLOCK)].map((match) => match.groups?.name ?? '');
}
