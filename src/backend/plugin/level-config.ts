import type { DoraMetric } from '../../model/dora-metrics';
import { PERFORMANCE_LEVELS, describeLevels, levelThresholds } from '../../model/performance-levels';
import type { PerformanceLevel, Preset } from '../../model/performance-levels';
import type { FieldConfig, ValueMapping } from '../frames/frame';

/** How performance levels look. A colour always stands beside the level's name. */

/** Colours of Grafana's palette. */
const COLORS: Readonly<Record<PerformanceLevel, string>> = {
  elite: 'green',
  high: 'blue',
  medium: 'orange',
  low: 'red',
};

/** Grafana would give no data the colour of the first step, which for a duration is elite. */
const NO_DATA_IS_PLAIN: ValueMapping = {
  type: 'special',
  options: { match: 'null+nan', result: { color: 'text', index: 0 } },
};

/** Gives a value the colour of its level; nothing where the preset has no level for the metric. */
export function levelColors(
  metric: DoraMetric,
  preset: Preset
): Pick<FieldConfig, 'thresholds' | 'color' | 'mappings'> {
  const steps = levelThresholds(metric, preset);
  return steps === null
    ? {}
    : {
        thresholds: {
          mode: 'absolute',
          steps: steps.map(({ from, level }) => ({ value: from, color: COLORS[level] })),
        },
        color: { mode: 'thresholds' },
        mappings: [NO_DATA_IS_PLAIN],
      };
}

const capitalised = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** Gives the word for a level its colour, and says the rules. */
export function levelWords(metric: DoraMetric, preset: Preset): FieldConfig {
  const options = PERFORMANCE_LEVELS.map(
    (level, index) => [level, { text: capitalised(level), color: COLORS[level], index }] as const
  );
  return {
    description: describeLevels(metric, preset) ?? 'No levels are published for this metric.',
    mappings: [{ type: 'value', options: Object.fromEntries(options) }, NO_DATA_IS_PLAIN],
  };
}
