import type { DoraMetric } from '../../../model/dora-metrics';
import { PERFORMANCE_LEVELS, describeLevels, levelThresholds } from '../../../model/performance-levels';
import type { PerformanceLevel, Preset } from '../../../model/performance-levels';
import { SHORTFALL_WORDS } from '../../../model/level-evidence';
import type { Judgement } from '../../../model/level-evidence';
import { colouredFrom, colouredWords } from '../../frames/colours';
import type { FieldConfig } from '../../frames/frame';

/** How performance levels look. A colour always stands beside the level's name. */

/** Colours of Grafana's palette. */
const COLORS: Readonly<Record<PerformanceLevel, string>> = {
  elite: 'green',
  high: 'blue',
  medium: 'orange',
  low: 'red',
};

/** Gives a value the colour of its level; nothing where the preset has no level for the metric. */
export function levelColors(metric: DoraMetric, preset: Preset): Pick<FieldConfig, 'thresholds' | 'color'> {
  const levels = levelThresholds(metric, preset);
  return levels === null
    ? {}
    : colouredFrom(COLORS[levels.lowest], ...levels.steps.map(({ from, level }) => [from, COLORS[level]] as const));
}

/** The colours where some of the values have a level; plain where none has, as of too small a sample. */
export function judgedColors(
  metric: DoraMetric,
  preset: Preset,
  judgements: readonly Judgement[]
): Pick<FieldConfig, 'thresholds' | 'color'> {
  const isPlain = judgements.every(({ verdict }) => verdict === null);
  return isPlain && levelThresholds(metric, preset) !== null ? colouredFrom('text') : levelColors(metric, preset);
}

/** The level's name, or the word for why there is none. */
export function levelWord({ verdict, shortfall }: Judgement): string | null {
  return verdict?.level ?? (shortfall === null ? null : SHORTFALL_WORDS[shortfall.kind]);
}

const capitalised = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** Gives the word for a level its colour, and says the rules. */
export function levelWords(metric: DoraMetric, preset: Preset): FieldConfig {
  return {
    description: describeLevels(metric, preset) ?? 'No levels are published for this metric.',
    ...colouredWords(
      ...PERFORMANCE_LEVELS.map((level) => [level, capitalised(level), COLORS[level]] as const),
      ...Object.values(SHORTFALL_WORDS).map((word) => [word, capitalised(word), 'text'] as const)
    ),
  };
}
