import { isDataFrame } from '@grafana/data';
import type { DataFrame, DataQueryResponse, Field } from '@grafana/data';

import { labelsAt, lineNamesSchema, nameByLabels } from '../model/line-names';
import type { TellingBeside } from '../model/line-names';

/** The answer with the labels and name of each line, where an answer of many tells them beside its lines. */
export function withLineNames(answer: DataQueryResponse): DataQueryResponse {
  const frames: unknown[] = answer.data;
  return { ...answer, data: frames.map((frame) => (isDataFrame(frame) ? withNames(frame) : frame)) };
}

function withNames(frame: DataFrame): DataFrame {
  const custom = lineNamesSchema.safeParse(frame.meta?.custom);
  return custom.success ? { ...frame, fields: frame.fields.map(naming(custom.data)) } : frame;
}

function naming({ lineLabels, lineNames }: TellingBeside): (field: Field, index: number) => Field {
  return (field, index) => {
    const labels = labelsAt(lineLabels, index);
    const name = typeof lineNames === 'string' ? labels && nameByLabels(lineNames, labels) : lineNames[index];
    return {
      ...field,
      ...(labels && { labels }),
      ...(typeof name === 'string' && { config: { ...field.config, displayNameFromDS: name } }),
    };
  };
}
