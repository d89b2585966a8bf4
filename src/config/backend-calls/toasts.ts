import { AppEvents } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';

/** Grafana's own short messages, seen and announced wherever the page is scrolled to. */

export function showSuccess(message: string): void {
  getAppEvents().publish({ type: AppEvents.alertSuccess.name, payload: [message] });
}

export function showFailure(title: string, message: string): void {
  getAppEvents().publish({ type: AppEvents.alertError.name, payload: [title, message] });
}
