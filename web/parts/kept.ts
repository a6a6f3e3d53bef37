/** What this browser keeps under a name. Undefined: nothing, or it keeps nothing for this page. */
export function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    // Who blocks all cookies has no storage.
    return undefined;
  }
}

/** Forgets a text that is kept under a name. */
export function forget(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // There is nothing.
  }
}

/** Keeps a text under a name, where the browser keeps anything. */
export function keep(name: string, text: string): void {
  try {
    localStorage.setItem(name, text);
  } catch {
    // It is full or blocked: then it holds until the page is left.
  }
}
