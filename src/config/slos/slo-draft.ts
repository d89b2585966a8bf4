import type { SloDefinition } from '../../model/slo';

/** An SLO while it is being entered: numbers are still text. */
export interface SloDraft {
  readonly service: string;
  readonly name: string;
  /** Percent. */
  readonly targetPercent: string;
  readonly windowDays: string;
  readonly enabled: boolean;
  /** Empty where there is none. */
  readonly runbookUrl: string;
}

export const NEW_DRAFT: SloDraft = {
  service: '',
  name: '',
  targetPercent: '',
  windowDays: '30',
  enabled: true,
  runbookUrl: '',
};

export function draftOf({ targetPercent, windowDays, runbookUrl, ...same }: SloDefinition): SloDraft {
  return {
    ...same,
    targetPercent: decimal(targetPercent),
    windowDays: String(windowDays),
    runbookUrl: runbookUrl ?? '',
  };
}

/** What `parseSloDefinition` judges; a text that is no plain decimal number becomes NaN. */
export function candidateOf(draft: SloDraft) {
  return {
    service: draft.service,
    name: draft.name,
    targetPercent: numberOf(draft.targetPercent),
    windowDays: numberOf(draft.windowDays),
    enabled: draft.enabled,
    runbookUrl: draft.runbookUrl,
  };
}

const DECIMAL = /^-?(?:\d+(?:\.\d*)?|\.\d+)$/;

function numberOf(text: string): number {
  const trimmed = text.trim();
  return DECIMAL.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** Never in exponents, which the form would not take back. */
const decimal = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: 20, useGrouping: false });
