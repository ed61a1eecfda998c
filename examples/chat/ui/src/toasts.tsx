import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";

export interface Toast {
  readonly title?: string;
  readonly text: string;
  /** Where it leads to. */
  readonly href?: string;
}

interface ShownToast extends Toast {
  readonly id: number;
}

/** Long enough to read two lines, in milliseconds. */
const SHOWN_FOR = 7000;

/** How many there are at once; the oldest go. */
const MOST = 4;

const ToastContext = createContext<(toast: Toast) => void>(() => undefined);

let lastId = 0;

/** Shows the toasts of everything below it. */
export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([]);
  const show = useCallback((toast: Toast) => {
    lastId += 1;
    const shown = { ...toast, id: lastId };
    setToasts((toasts) => [...toasts, shown].slice(-MOST));
  }, []);
  const dismiss = useCallback((id: number) => {
    setToasts((toasts) => toasts.filter((toast) => toast.id !== id));
  }, []);
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts" role="status">
        {toasts.map((toast) => (
          <ToastView key={toast.id} toast={toast} onDismiss={dismiss} />
        ))}
      </div>
    </ToastContext>
  );
}

interface ToastViewProps {
  toast: ShownToast;
  onDismiss: (id: number) => void;
}

function ToastView({ toast, onDismiss }: ToastViewProps) {
  useEffect(() => {
    const timer = setTimeout(() => onDismiss(toast.id), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [toast.id, onDismiss]);
  const words = (
    <>
      {toast.title && <strong className="cut">{toast.title}</strong>}
      <span className="cut">{toast.text}</span>
    </>
  );
  return (
    <div className="toast">
      {toast.href ? (
        <a className="toast-words" href={toast.href} onClick={() => onDismiss(toast.id)}>
          {words}
        </a>
      ) : (
        <div className="toast-words">{words}</div>
      )}
      <button
        type="button"
        className="plain icon"
        aria-label="Dismiss"
        onClick={() => onDismiss(toast.id)}
      >
        ×
      </button>
    </div>
  );
}

/** Shows a toast. */
export function useToast(): (toast: Toast) => void {
  return useContext(ToastContext);
}
