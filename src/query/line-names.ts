import { isDataFrame } from '@grafana/data';
import type { DataFrame, DataQueryResponse, Field } from '@grafana/data';

import { lineNamesSchema, nameByLabels } from '../model/line-names';
import type { LineNames } from '../model/line-names';

/** The answer with the name of each line, where an answer of many tells names beside its lines. */
export function withLineNames(answer: DataQueryResponse): DataQueryResponse {
  const frames: unknown[] = answer.data;
  return { ...answer, data: frames.map((frame) => (isDataFrame(frame) ? withNames(frame) : frame)) };
}

function withNames(frame: DataFrame): DataFrame {
  const custom = lineNamesSchema.safeParse(frame.meta?.custom);
  return custom.success ? { ...frame, fields: frame.fields.map(naming(custom.data.lineNames)) } : frame;
}

function naming(names: LineNames): (field: Field, index: number) => Field {
  return (field, index) => {
    const name = typeof names === 'string' ? field.labels && nameByLabels(names, field.labels) : names[index];
    return typeof name === 'string' ? { ...field, config: { ...field.config, displayNameFromDS: name } } : field;
  };
}
