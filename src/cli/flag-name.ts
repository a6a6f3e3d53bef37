/** The flag of an option or a parameter by its name, e.g. `--sip-code` of `sipCode`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
