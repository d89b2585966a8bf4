import { SLO_LABELS } from '../../labels/control-labels';
import { allowedDowntimeMinutes } from '../../model/error-budget-allowance';
import type { SloHistory } from '../../model/resources';
import type { SloDefinition } from '../../model/slo';

/** SLOs, and edits of them, in plain words. */

type Objective = Pick<SloDefinition, 'targetPercent' | 'windowDays'>;
type Field = keyof typeof SLO_LABELS.fields;

const FIELDS: readonly Field[] = ['service', 'name', 'targetPercent', 'windowDays', 'enabled', 'runbookUrl'];

const counted = (value: number, unit: string): string => `${plain(value, 5)} ${unit}${value === 1 ? '' : 's'}`;
const plain = (value: number, decimals: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: decimals, useGrouping: false });

export const targetText = (targetPercent: number): string => `${plain(targetPercent, 4)} %`;
export const windowText = (windowDays: number): string => counted(windowDays, 'day');
export const stateText = (enabled: boolean): string => (enabled ? SLO_LABELS.enabledState : SLO_LABELS.disabledState);

/** Which SLO, in a sentence. */
export const sloText = ({ service, name }: SloDefinition): string => `“${name}” of ${service}`;

/** Such as `99.9 % over 30 days allows 43.2 minutes of downtime.` */
export function allowanceText({ targetPercent, windowDays }: Objective): string {
  const minutes = allowedDowntimeMinutes(targetPercent, windowDays);
  const allowed = minutes === 0 ? 'no downtime: its first moment uses it up' : `${durationText(minutes)} of downtime`;
  return `${targetText(targetPercent)} over ${windowText(windowDays)} allows ${allowed}.`;
}

/** Minutes; the odd ones also as people say them. */
export function durationText(minutes: number): string {
  if (minutes < 1) {
    return counted(minutes * 60, 'second');
  }
  return minutes < 120 ? counted(minutes, 'minute') : `${counted(minutes, 'minute')} (${longText(minutes)})`;
}

function longText(minutes: number): string {
  const whole = Math.round(minutes);
  const parts = [
    [Math.floor(whole / 1440), 'day'],
    [Math.floor((whole % 1440) / 60), 'hour'],
    [whole % 60, 'minute'],
  ] as const;
  const text = parts.flatMap(([count, unit]) => (count === 0 ? [] : [counted(count, unit)])).join(' ');
  return whole === minutes ? text : `about ${text}`;
}

/** What an edit changed, a sentence each; an edit without a before is the creation. */
export function editText({ before, after }: SloHistory[number]): string[] {
  if (after === null) {
    return ['Deleted'];
  }
  if (before === null) {
    const { targetPercent, windowDays, enabled } = after;
    return [
      `Created with ${targetText(targetPercent)} over ${windowText(windowDays)}, ${stateText(enabled).toLowerCase()}`,
    ];
  }
  return FIELDS.filter((field) => before[field] !== after[field]).map((field) => {
    const label = field === 'enabled' ? SLO_LABELS.state : SLO_LABELS.fields[field];
    return `${label}: ${valueText(before, field)} → ${valueText(after, field)}`;
  });
}

function valueText(definition: SloDefinition, field: Field): string {
  switch (field) {
    case 'targetPercent':
      return targetText(definition.targetPercent);
    case 'windowDays':
      return windowText(definition.windowDays);
    case 'enabled':
      return stateText(definition.enabled);
    case 'runbookUrl':
      return definition.runbookUrl ?? 'none';
    case 'service':
    case 'name':
      return definition[field];
  }
}

/** A complaint as the form shows it: the field by its label, as on screen. */
export function complaintText(field: string, message: string): string {
  const label = FIELDS.find((candidate) => candidate === field);
  const prefix = [`${field} `, `definition.${field} `].find((start) => message.startsWith(start));
  return label === undefined || prefix === undefined
    ? message
    : `${SLO_LABELS.fields[label]} ${message.slice(prefix.length)}`;
}
