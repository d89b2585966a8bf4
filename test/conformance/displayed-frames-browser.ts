import { readFileSync } from 'node:fs';

import {
  FieldConfigOptionsRegistry,
  FieldType,
  MappingType,
  ThresholdsMode,
  applyFieldOverrides,
  colorManipulator,
  createTheme,
  dataFrameFromJSON,
  fieldMatchers,
} from '@grafana/data';
import type {
  ConfigOverrideRule,
  DataFrame,
  DataFrameJSON,
  Field,
  FieldConfigPropertyItem,
  FieldConfigSource,
} from '@grafana/data';

/** Takes frames through what Grafana's browser half does with them before a panel draws. */

if (typeof navigator === 'undefined') {
  // Node 20 has none; Grafana asks it for the language of dates.
  Object.defineProperty(globalThis, 'navigator', { value: { language: 'en-US', languages: ['en-US'] } });
}

const THEME = createTheme({ colors: { mode: 'dark' } });

/** A colour of the palette as panels get it. */
export function colorOf(name: string): string {
  return colorManipulator.asHexString(THEME.visualization.getColorByName(name));
}

/** The options of a panel that apply to a field. Grafana's own list comes with editors; none of them converts a value. */
const OPTIONS = new FieldConfigOptionsRegistry(() =>
  ['unit', 'min', 'max', 'decimals', 'displayName', 'color', 'noValue', 'links', 'mappings', 'thresholds'].map(
    (id): FieldConfigPropertyItem => ({
      id,
      path: id,
      name: id,
      editor: () => null,
      override: () => null,
      process: (value: unknown) => value,
      shouldApply: () => true,
    })
  )
);

/** Of a panel that somebody has just added: its first colour is green, and red is from 80 on. */
export const NEW_PANEL: FieldConfigSource = {
  defaults: {
    color: { mode: 'thresholds' },
    mappings: [],
    thresholds: {
      mode: ThresholdsMode.Absolute,
      steps: [
        { value: -Infinity, color: 'green' },
        { value: 80, color: 'red' },
      ],
    },
  },
  overrides: [],
};

/** Lays a panel's options over a frame. */
export type InPanel = (frame: DataFrame, fieldConfig: FieldConfigSource) => DataFrame;

/** A frame as the server sent it. */
export function readFrame(path: string): DataFrame {
  return dataFrameFromJSON(JSON.parse(readFileSync(path, 'utf8')) as DataFrameJSON);
}

/** The frame as a panel with these options gets it. */
export function inPanel(frame: DataFrame, fieldConfig: FieldConfigSource): DataFrame {
  const [shown] = applyFieldOverrides({
    data: [frame],
    fieldConfig,
    replaceVariables: (text) => text,
    theme: THEME,
    fieldConfigRegistry: OPTIONS,
  });
  if (shown === undefined) {
    throw new Error('The frame is gone.');
  }
  return shown;
}

/** As in Grafana 12.3, where an override of mappings takes the place of those that come with the field. */
export function inOldPanel(frame: DataFrame, { defaults, overrides }: FieldConfigSource): DataFrame {
  const replacing = overrides.filter(({ properties }) => properties.some(({ id }) => id === 'mappings'));
  const fields = frame.fields.map((field) =>
    replacing.some((rule) => matches(rule, field, frame))
      ? { ...field, config: { ...field.config, mappings: [] } }
      : field
  );
  return inPanel({ ...frame, fields }, { defaults, overrides });
}

function matches({ matcher }: ConfigOverrideRule, field: Field, frame: DataFrame): boolean {
  return fieldMatchers.get(matcher.id).get(matcher.options)(field, frame, [frame]);
}

export function isNumber({ type }: Field): boolean {
  return type === FieldType.number;
}

/** The colour and the text of a value in its field. */
export function lookOf(field: Field, value: unknown): { readonly color: string | undefined; readonly text: string } {
  const shown = field.display?.(value);
  if (shown === undefined) {
    throw new Error(`${field.name} shows nothing.`);
  }
  return { color: shown.color, text: shown.text };
}

/** The values of a field that have a word, and its colour. */
export function wordsOf({ config }: Field): ReadonlyArray<{ value: string; text: string | undefined; color: string }> {
  return (config.mappings ?? []).flatMap((mapping) =>
    mapping.type === MappingType.ValueToText
      ? Object.entries(mapping.options).map(([value, { text, color = 'none' }]) => ({ value, text, color }))
      : []
  );
}
