import type { FieldConfig, Frame } from '../frames/frame';
import type { DownAtEnd } from '../metrics/reliability/down-at-end';
import { namesInWords } from './names-in-words';

/** What is down, in one row: for a wall, on which silence must not look like good news. */

const NOTHING_DOWN = 'none';
const NO_SERVICES = 'no services';

const DOWN_CONFIG: FieldConfig = {
  description: "Services that are down at the time range's end.",
  mappings: [
    { type: 'regex', options: { pattern: `^${NOTHING_DOWN}$`, result: { color: 'green', index: 0 } } },
    { type: 'regex', options: { pattern: `^${NO_SERVICES}$`, result: { color: 'blue', index: 1 } } },
    { type: 'regex', options: { pattern: '.+', result: { color: 'red', index: 2 } } },
  ],
};

export function downNowFrame(found: DownAtEnd, asOfMs: number, executedQueryString: string): Frame {
  const count = (name: string, value: number) =>
    ({ name, type: 'integer', config: { unit: 'none', decimals: 0 }, values: [value] }) as const;
  return {
    name: 'Down now',
    columns: [
      { name: 'Down', type: 'string', config: DOWN_CONFIG, values: [inWords(found)] },
      count('Services down', found.down),
      count('Services', found.services),
      { name: 'As of', type: 'time', valuesMs: [asOfMs] },
    ],
    meta: { type: 'table', executedQueryString, preferredVisualisationType: 'table' },
  };
}

function inWords({ services, down, names }: DownAtEnd): string {
  if (down === 0) {
    return services === 0 ? NO_SERVICES : NOTHING_DOWN;
  }
  return namesInWords(names, down);
}
