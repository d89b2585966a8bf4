import type { FieldConfig, Frame } from '../frames/frame';
import type { GateSummary } from '../metrics/gate/summary';

/** The change gate in one row: for a wall, on which silence must not look like good news. */

const NOTHING_GATED = 'none';
const NO_SLOS = 'no SLOs';

const GATED_CONFIG: FieldConfig = {
  description: 'Services whose non-critical changes are blocked, and how many changes wait.',
  mappings: [
    { type: 'regex', options: { pattern: `^${NOTHING_GATED}$`, result: { color: 'green', index: 0 } } },
    { type: 'regex', options: { pattern: `^${NO_SLOS}$`, result: { color: 'blue', index: 1 } } },
    { type: 'regex', options: { pattern: '.+', result: { color: 'red', index: 2 } } },
  ],
};

export function gateSummaryFrame(summary: GateSummary, asOfMs: number, executedQueryString: string): Frame {
  const count = (name: string, value: number) =>
    ({ name, type: 'integer', config: { unit: 'none', decimals: 0 }, values: [value] }) as const;
  return {
    name: 'Change gate',
    columns: [
      { name: 'Gated', type: 'string', config: GATED_CONFIG, values: [inWords(summary)] },
      count('Gated services', summary.gated),
      count('Services', summary.services),
      count('Held changes', summary.held),
      { name: 'As of', type: 'time', valuesMs: [asOfMs] },
    ],
    meta: { type: 'table', executedQueryString, preferredVisualisationType: 'table' },
  };
}

/** `Shop, Search and 2 more; 5 held`. */
function inWords({ services, gated, names, held }: GateSummary): string {
  const waiting = held === 0 ? '' : `; ${held} held`;
  if (gated === 0) {
    return `${services === 0 ? NO_SLOS : NOTHING_GATED}${waiting}`;
  }
  const more = gated - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}${waiting}`;
}
