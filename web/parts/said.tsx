/** A text, with what stands between backticks drawn as code. */
export function Said({ text }: { readonly text: string }) {
  // Every other part is what the group took.
  const parts = text.split(/`([^`]+)`/u).map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
  return parts.length === 1 ? <>{text}</> : <span data-sentence>{parts}</span>;
}
