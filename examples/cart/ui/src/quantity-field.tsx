import { type FormEvent, useState } from "react";

interface QuantityFieldProps {
  label: string;
  /** What the server says; the field returns to it when a change is refused. */
  value: number;
  onChange: (value: number) => Promise<unknown>;
}

export function QuantityField({ label, value, onChange }: QuantityFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);

  const change = (quantity: number): void => {
    // The refusal is shown as a toast; here it only means that the value stays.
    void onChange(quantity)
      .catch(() => undefined)
      .finally(() => setDraft(null));
  };
  const commit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (draft === null) return;
    const quantity = Number(draft);
    if (/^\d{1,4}$/.test(draft) && quantity > 0 && quantity !== value) change(quantity);
    else setDraft(null);
  };

  return (
    <form className="quantity" onSubmit={commit}>
      <button type="button" onClick={() => change(value - 1)} disabled={value <= 1}>
        <span aria-hidden="true">−</span>
        <span className="for-screen-readers">One less</span>
      </button>
      <input
        className="numbers"
        inputMode="numeric"
        aria-label={label}
        value={draft ?? value}
        onChange={(event) => setDraft(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={() => commit()}
      />
      <button type="button" onClick={() => change(value + 1)}>
        <span aria-hidden="true">+</span>
        <span className="for-screen-readers">One more</span>
      </button>
    </form>
  );
}
