import { TEXT_COLOURS } from '../../../model/colours';
import type { FieldConfig, Frame } from '../../frames/frame';
import type { GateSummary } from '../../metrics/gate/summary';
import type { Silence } from '../../metrics/freshness/silence';
import { colouredWord } from '../frame-parts/coloured-word';
import { NO_OUTAGE } from '../frame-parts/no-outage';
import { silenceWords } from '../frame-parts/silence';
import { nameList } from '../frame-parts/name-list';
import { headlineColumn } from '../frame-parts/wall-text';
import { HELD } from './frames';

/** The change gate in one row: for a wall, on which silence must not look like good news. */

const NOTHING_GATED = 'none';
const NO_SLOS = 'no SLOs';

const HELD_CONFIG: FieldConfig = { ...HELD.config, description: 'Changes that wait for an error budget.' };

const DESCRIPTION = "Services whose non-critical changes are blocked at the time range's end.";

export interface GateSummaryFacts {
  readonly asOfMs: number;
  /** Of incidents: while it lasts, no budget is known to be left. */
  readonly silence: Silence | null;
}

export function gateSummaryFrame(
  summary: GateSummary,
  { asOfMs, silence }: GateSummaryFacts,
  executedQueryString: string
): Frame {
  const [text, colour] = wordOf(summary, silence);
  const config = colouredWord(text, colour, DESCRIPTION);
  const count = (name: string, value: number) =>
    ({ name, type: 'integer', config: { unit: 'none', decimals: 0 }, values: [value] }) as const;
  return {
    name: 'Change gate',
    columns: [
      { name: 'Gated', type: 'string', config, values: [text] },
      count('Gated services', summary.gated),
      count('Services', summary.services),
      { ...count('Held changes', summary.held), config: HELD_CONFIG },
      { name: 'As of', type: 'time', valuesMs: [asOfMs] },
      headlineColumn({ text: headlineOf(text), isAlarm: summary.gated > 0 }, DESCRIPTION),
    ],
    meta: { type: 'table', executedQueryString },
  };
}

/** The same where no heading says what it is about. */
function headlineOf(text: string): string {
  return text === NOTHING_GATED ? 'Nothing gated' : `Gated: ${text}`;
}

/** The word and its colour: green only where somebody looks and no budget is gone. */
function wordOf(
  { services, onRecord, gated, names }: GateSummary,
  silence: Silence | null
): readonly [text: string, colour: string] {
  if (gated > 0) {
    return [nameList(names, gated), TEXT_COLOURS.bad];
  }
  if (services === 0) {
    return [NO_SLOS, TEXT_COLOURS.fair];
  }
  if (silence !== null) {
    return [silenceWords(silence), TEXT_COLOURS.plain];
  }
  return onRecord === 0 ? [NO_OUTAGE, TEXT_COLOURS.plain] : [NOTHING_GATED, TEXT_COLOURS.good];
}
