import { TEXT_COLOURS } from '../../../model/colours';
import type { FieldConfig, Frame } from '../../frames/frame';
import type { GateSummary } from '../../metrics/gate/summary';
import type { Silence } from '../../metrics/freshness/silence';
import { colouredWord } from '../frame-parts/coloured-word';
import { silenceWords } from '../frame-parts/silence';
import { nameList } from '../frame-parts/name-list';
import { HELD } from './frames';

/** The change gate in one row: for a wall, on which silence must not look like good news. */

const NOTHING_GATED = 'none';
const NO_SLOS = 'no SLOs';

const HELD_CONFIG: FieldConfig = { ...HELD.config, description: 'Changes that wait for an error budget.' };

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
  const isUnknown = silence !== null && summary.gated === 0 && summary.services > 0;
  const text = isUnknown ? silenceWords(silence) : inWords(summary);
  const config = colouredWord(
    text,
    isUnknown ? TEXT_COLOURS.plain : colorOf(summary),
    "Services whose non-critical changes are blocked at the time range's end."
  );
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
    ],
    meta: { type: 'table', executedQueryString },
  };
}

function inWords({ services, gated, names }: GateSummary): string {
  if (gated === 0) {
    return services === 0 ? NO_SLOS : NOTHING_GATED;
  }
  return nameList(names, gated);
}

function colorOf({ services, gated }: GateSummary): string {
  if (gated > 0) {
    return TEXT_COLOURS.bad;
  }
  return services === 0 ? TEXT_COLOURS.fair : TEXT_COLOURS.good;
}
