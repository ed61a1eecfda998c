/** Documentation as it stands in the code: one paragraph, with `code` in it. */
export function Doc({ text }: { text: string }) {
  const parts = text.split("`");
  return (
    <span className="muted">
      {parts.map((part, index) =>
        // Every second part stands between backticks, and parts never change places.
        // biome-ignore lint/suspicious/noArrayIndexKey: there is nothing else to know them by
        index % 2 === 1 ? <code key={index}>{part}</code> : part,
      )}
    </span>
  );
}
