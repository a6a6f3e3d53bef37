/**
 * What a terminal or an editor obeys instead of showing: control characters of C0 and C1 with DEL, line and paragraph separators, and what has no width or turns
 * the direction of writing (Unicode TR 36).
 */
const UNSEEN =
  // eslint-disable-next-line no-control-regex -- these are the characters that are looked for.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udfff]/g;
const LAYOUT = /[\t\n\r]/;

/** A text from outside with every unseen character as an escape that can be read, such as `\u001b`. Inside a text of JSON it says the same as before. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** The same, but tabs and line ends stay. */
export function visibleLines(text: string): string {
  return text.replace(UNSEEN, (found) => (LAYOUT.test(found) ? found : escaped(found)));
}

function escaped(found: string): string {
  let text = '';
  for (let at = 0; at < found.length; at += 1) text += `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return text;
}
