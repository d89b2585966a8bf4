import { TEXT_COLOURS, WORD_COLOURS } from '../../../model/colours';
import type { Tones } from '../../../model/colours';
import type { DoraMetric } from '../../../model/dora-metrics';
import { PERFORMANCE_LEVELS, describeLevels, levelThresholds } from '../../../model/performance-levels';
import type { PerformanceLevel, Preset } from '../../../model/performance-levels';
import { SHORTFALL_WORDS } from '../../../model/level-evidence';
import type { Judgement } from '../../../model/level-evidence';
import { colouredFrom, colouredWords } from '../../frames/colours';
import type { FieldConfig } from '../../frames/frame';

/** How performance levels look. A colour always stands beside the level's name. */

const TONES: Readonly<Record<PerformanceLevel, keyof Tones>> = {
  elite: 'good',
  high: 'fair',
  medium: 'warning',
  low: 'bad',
};

/** Less than any frequency but none. */
const ABOVE_ZERO = 1e-9;

/**
 * Gives a value the colour of its level; nothing where the preset has no level for the metric. Nothing deployed has no
 * level, and is plain.
 *
 * @param colours of letters, or of the cells behind them
 */
export function levelColors(
  metric: DoraMetric,
  preset: Preset,
  colours: Tones = TEXT_COLOURS
): Pick<FieldConfig, 'thresholds' | 'color'> {
  const levels = levelThresholds(metric, preset);
  if (levels === null) {
    return {};
  }
  const lowest = colours[TONES[levels.lowest]];
  const steps = levels.steps.map(({ from, level }) => [from, colours[TONES[level]]] as const);
  return metric === 'deploymentFrequency'
    ? colouredFrom(colours.plain, [ABOVE_ZERO, lowest], ...steps)
    : colouredFrom(lowest, ...steps);
}

/** The colours where some of the values have a level; plain where none has, as of too small a sample. */
export function judgedColors(
  metric: DoraMetric,
  preset: Preset,
  judgements: readonly Judgement[]
): Pick<FieldConfig, 'thresholds' | 'color'> {
  const isPlain = judgements.every(({ verdict }) => verdict === null);
  return isPlain && levelThresholds(metric, preset) !== null
    ? colouredFrom(TEXT_COLOURS.plain)
    : levelColors(metric, preset);
}

/** The level's name, or the word for why there is none. */
export function levelWord({ verdict, shortfall }: Judgement): string | null {
  return verdict?.level ?? (shortfall === null ? null : SHORTFALL_WORDS[shortfall.kind]);
}

const capitalised = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** The same as a name for the value, which always has one. */
export function levelTitle(judgement: Judgement): string {
  const word = levelWord(judgement);
  return word === null ? 'No level' : capitalised(word);
}

/** Gives the word for a level its colour, where small letters can have it, and says the rules. */
export function levelWords(metric: DoraMetric, preset: Preset): FieldConfig {
  return {
    description: describeLevels(metric, preset) ?? 'No levels are published for this metric.',
    ...colouredWords(
      ...PERFORMANCE_LEVELS.map((level) => [level, capitalised(level), WORD_COLOURS[TONES[level]]] as const),
      ...Object.values(SHORTFALL_WORDS).map((word) => [word, capitalised(word), WORD_COLOURS.plain] as const)
    ),
  };
}
