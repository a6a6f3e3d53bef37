/** Characters of East Asian scripts and pictures take two columns of a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** These stand upon the character before. */
const MARK = /\p{M}/u;

/** A text in exactly so many columns of a terminal: filled up with blanks, or cut, which `~` shows. */
export function fitText(text: string, columns: number): string {
  // Hot: nearly all texts are of these characters.
  if (/^[ -~]*$/.test(text))
    return text.length <= columns ? text.padEnd(columns) : `${text.slice(0, Math.max(0, columns - 1))}~`.slice(0, columns);
  let [shown, width] = ['', 0];
  for (const character of text) {
    const wide = MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
    if (width + wide > columns) return cutAt(shown, columns);
    shown += character;
    width += wide;
  }
  return shown + ' '.repeat(columns - width);
}

function cutAt(shown: string, columns: number): string {
  if (columns === 0) return '';
  return fitText(`${shown.replace(/.$/su, '')}~`, columns);
}
