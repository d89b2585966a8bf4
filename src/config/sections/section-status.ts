/** How something of the settings page stands, in a word or two beside a title. */

/** `error` asks for somebody to act, and opens the section that it stands beside. */
export type StatusTone = 'good' | 'off' | 'warning' | 'error';

export interface SectionStatus {
  readonly tone: StatusTone;
  readonly text: string;
}

export const good = (text: string): SectionStatus => ({ tone: 'good', text });
export const off = (text: string): SectionStatus => ({ tone: 'off', text });
export const warning = (text: string): SectionStatus => ({ tone: 'warning', text });
export const trouble = (text: string): SectionStatus => ({ tone: 'error', text });

/** Such as `1 change held`, `2 changes held`. */
export function counted(count: number, noun: string, rest = ''): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}${rest === '' ? '' : ` ${rest}`}`;
}
