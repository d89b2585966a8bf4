import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  SpecialValueMatch,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Threshold, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';

import { TEXT_COLOURS } from '../../src/model/colours';

/** The theme's text colour, for what has no good or bad. */
export function plainText(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(TEXT_COLOURS.plain);
}

/** A colour of its own for each line. */
export function byLine(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName);
}

export function byThresholds(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
}

/** One colour for every line. */
export function fixed(color: string): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(color);
}

/** Colours of a number by where each step begins; null: below all others. */
export function steps(...from: ReadonlyArray<readonly [value: number | null, color: string]>): Threshold[] {
  return from.map(([value, color]) => ({ value, color }));
}

/** No answer is neither good nor bad news; else it would have the colour of the lowest threshold. */
export const NO_DATA_IS_PLAIN: ValueMapping = {
  type: MappingType.SpecialValue,
  options: { match: SpecialValueMatch.NullAndNan, result: { color: TEXT_COLOURS.plain, index: 0 } },
};
