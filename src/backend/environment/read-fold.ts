import { WORKER_VARIABLES } from './variables';

/**
 * Whether downtime is folded; it is unless the environment says otherwise.
 *
 * @param errors takes what is wrong, without the value
 */
export function readFold(env: NodeJS.ProcessEnv, errors: string[]): boolean {
  const text = env[WORKER_VARIABLES.fold]?.trim() ?? '';
  if (!['', 'on', 'off'].includes(text)) {
    errors.push(`${WORKER_VARIABLES.fold} must be on or off.`);
  }
  return text !== 'off';
}
