import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";

interface Toast {
  readonly id: number;
  readonly text: string;
}

/** Long enough to read two lines, in milliseconds. */
const SHOWN_FOR = 6000;

const ToastContext = createContext<(text: string) => void>(() => undefined);

let lastId = 0;

/** Shows the toasts of everything below it. */
export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const show = useCallback((text: string) => {
    lastId += 1;
    const toast = { id: lastId, text };
    // The same problem twice is one toast that stays longer.
    setToasts((shown) => [...shown.filter((other) => other.text !== text), toast]);
  }, []);
  const dismiss = useCallback((id: number) => {
    setToasts((shown) => shown.filter((toast) => toast.id !== id));
  }, []);
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts" role="alert">
        {toasts.map((toast) => (
          <ToastView key={toast.id} toast={toast} onDismiss={dismiss} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastView({ toast, onDismiss }: { toast: Toast; onDismiss: (id: number) => void }) {
  useEffect(() => {
    const timer = setTimeout(() => onDismiss(toast.id), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [toast.id, onDismiss]);
  return (
    <div className="toast">
      <span>{toast.text}</span>
      <button type="button" aria-label="Dismiss" onClick={() => onDismiss(toast.id)}>
        ×
      </button>
    </div>
  );
}

/** Shows a toast for each new error that `describe` has words for. */
export function useErrorToast<E>(error: E | null, describe: (error: E) => string): void {
  const show = useContext(ToastContext);
  useEffect(() => {
    if (error !== null) show(describe(error));
  }, [error, describe, show]);
}
