import { isWebAddress } from '../../model/web-address';
import type { StatusSetting } from '../sync/statuses/set-statuses';
import { WORKER_VARIABLES } from './variables';

/** Which statuses the change gate sets on GitHub. */
export interface StatusesConfig {
  readonly setting: StatusSetting;
  /** Where the statuses lead; null: nowhere. */
  readonly targetUrl: string | null;
}

const SETTINGS: readonly StatusSetting[] = ['gated', 'all', 'off'];

/**
 * The change gate's statuses on GitHub by the environment; by default they are set where the gate is
 * installed.
 *
 * @param errors takes what is wrong, without the values
 */
export function readStatuses(env: NodeJS.ProcessEnv, errors: string[]): StatusesConfig {
  const { gateStatus, dashboardUrl } = WORKER_VARIABLES;
  const [switchText, url] = [env[gateStatus]?.trim() ?? '', env[dashboardUrl]?.trim() ?? ''];
  const setting = SETTINGS.find((one) => one === switchText);
  if (switchText !== '' && setting === undefined) {
    errors.push(`${gateStatus} must be one of ${SETTINGS.join(', ')}.`);
  }
  if (url !== '' && !isLink(url)) {
    errors.push(`${dashboardUrl} must look like https://grafana.example.com/d/…, without a user or password.`);
  }
  return { setting: setting ?? 'installed', targetUrl: url === '' ? null : url };
}

function isLink(text: string): boolean {
  if (!isWebAddress(text)) {
    return false;
  }
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
