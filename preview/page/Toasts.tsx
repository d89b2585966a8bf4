import { AppEvents } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import { Alert } from '@grafana/ui';
import type { AlertVariant } from '@grafana/ui';
import { useEffect, useState } from 'react';

interface Toast {
  readonly id: number;
  readonly severity: AlertVariant;
  readonly title: string;
  readonly text: string;
}

const SHOWN_MS = 6000;

const KINDS = [
  [AppEvents.alertSuccess, 'success'],
  [AppEvents.alertInfo, 'info'],
  [AppEvents.alertWarning, 'warning'],
  [AppEvents.alertError, 'error'],
] as const;

/** The short messages that plugins publish, as Grafana shows them: at the upper right, for a while. */
export function Toasts() {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  useEffect(() => {
    let lastId = 0;
    const drop = (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id));
    const subscriptions = KINDS.map(([event, severity]) =>
      getAppEvents().subscribe(
        // The bus tells events apart by `type`; those of `AppEvents` keep it as their name.
        { type: event.name } as unknown as EventKind,
        ({ payload }: { readonly payload: readonly string[] }) => {
          const [title = '', text = ''] = payload;
          const id = ++lastId;
          setToasts((shown) => [...shown, { id, severity, title, text }]);
          setTimeout(() => drop(id), SHOWN_MS);
        }
      )
    );
    return () => subscriptions.forEach((subscription) => subscription.unsubscribe());
  }, []);
  return (
    <div style={{ position: 'fixed', top: 60, right: 16, width: 400, zIndex: 2000 }}>
      {toasts.map(({ id, severity, title, text }) => (
        <Alert key={id} severity={severity} title={title} elevated>
          {text}
        </Alert>
      ))}
    </div>
  );
}

/** `AppEvents` are declared without the texts that they carry. */
type EventKind = Parameters<ReturnType<typeof getAppEvents>['subscribe']>[0] & {
  new (): { type: string; payload: readonly string[] };
};
