/** A text that anybody may have sent, with what cannot be seen, and what turns the direction of writing, made visible. Tabs stay. */
export function visible(text: string): string {
  return text.replaceAll(/(?!\t)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}
