import type { SreSecureJsonData } from '../model/settings';
import type { ConfigProps, SreJson } from './types';

/** Changes to the settings being edited; each hands Grafana the whole settings anew. */

export type SecretKey = keyof SreSecureJsonData;

export function changeSetting({ options, onOptionsChange }: ConfigProps, change: Partial<SreJson>): void {
  onOptionsChange({ ...options, jsonData: { ...options.jsonData, ...change } });
}

/** Sets a secret. It is stored on save and never comes back to the browser. */
export function changeSecret({ options, onOptionsChange }: ConfigProps, key: SecretKey, value: string): void {
  onOptionsChange({ ...options, secureJsonData: { ...options.secureJsonData, [key]: value } });
}

/** Forgets a stored secret, so that another can be entered; an empty text deletes it on save. */
export function resetSecret({ options, onOptionsChange }: ConfigProps, key: SecretKey): void {
  onOptionsChange({
    ...options,
    secureJsonFields: { ...options.secureJsonFields, [key]: false },
    secureJsonData: { ...options.secureJsonData, [key]: '' },
  });
}

/** Whether a secret is stored already, or entered and waiting to be saved. */
export function hasSecret({ options }: ConfigProps, key: SecretKey): boolean {
  return options.secureJsonFields[key] === true || (options.secureJsonData?.[key] ?? '') !== '';
}
